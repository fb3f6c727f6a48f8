using Avro;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Skips values.</summary>
internal static class AvroSkip
{
    public static void Skip(AvroDecoder decoder, Schema schema)
    {
        switch (schema.Tag)
        {
            case Schema.Type.Null: break;
            case Schema.Type.Boolean: decoder.SkipBoolean(); break;
            case Schema.Type.Int or Schema.Type.Long or Schema.Type.Enumeration: decoder.SkipLong(); break;
            case Schema.Type.Float: decoder.SkipFloat(); break;
            case Schema.Type.Double: decoder.SkipDouble(); break;
            case Schema.Type.String or Schema.Type.Bytes: decoder.SkipBytes(); break;
            case Schema.Type.Fixed: decoder.SkipFixed(((FixedSchema)schema).Size); break;
            case Schema.Type.Logical: Skip(decoder, ((LogicalSchema)schema).BaseSchema); break;
            case Schema.Type.Union: Skip(decoder, ((UnionSchema)schema).Schemas[decoder.ReadUnionIndex()]); break;
            case Schema.Type.Array: SkipItems(decoder, ((ArraySchema)schema).ItemSchema, isMap: false); break;
            case Schema.Type.Map: SkipItems(decoder, ((MapSchema)schema).ValueSchema, isMap: true); break;
            default:
                var fields = ((RecordSchema)schema).Fields;
                for (var i = 0; i < fields.Count; i++)
                {
                    Skip(decoder, fields[i].Schema);
                }

                break;
        }
    }

    private static void SkipItems(AvroDecoder decoder, Schema item, bool isMap)
    {
        for (var count = decoder.ReadArrayStart(); count != 0; count = decoder.ReadArrayNext())
        {
            for (; count > 0; count--)
            {
                if (isMap)
                {
                    decoder.SkipString();
                }

                Skip(decoder, item);
            }
        }
    }
}
