using System.Text.Json.Nodes;
using Avro;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>
/// Gives the fields and types of a writer's schema the names that the reader's schema has for them. Apache.Avro for .NET does not resolve aliases of the
/// reader itself.
/// </summary>
internal static class AvroAliases
{
    /// <summary>The writer's schema in the reader's names; the same object when there are no aliases.</summary>
    public static Schema Apply(Schema writer, Schema reader)
    {
        var names = new Dictionary<string, NamedSchema>();
        Collect(reader, names, []);
        if (names.All(static name => HasNoAliases(name.Value, name.Key)))
        {
            return writer;
        }

        return Schema.Parse(Rename(JsonNode.Parse(writer.ToString())!, "", names).ToJsonString());
    }

    private static bool HasNoAliases(NamedSchema schema, string name) =>
        name == schema.Fullname && (schema is not RecordSchema record || record.Fields.TrueForAll(static field => field.Aliases is not { Count: > 0 }));

    /// <summary>Collects the named types of the reader by their names and aliases.</summary>
    private static void Collect(Schema schema, Dictionary<string, NamedSchema> names, HashSet<string> visited)
    {
        switch (schema)
        {
            case NamedSchema named when visited.Add(named.Fullname):
                names[named.Fullname] = named;
                foreach (var alias in AliasesOf(named))
                {
                    names.TryAdd(alias, named);
                }

                (named as RecordSchema)?.Fields.ForEach(field => Collect(field.Schema, names, visited));
                break;
            case UnionSchema union:
                foreach (var branch in union.Schemas)
                {
                    Collect(branch, names, visited);
                }

                break;
            case ArraySchema array: Collect(array.ItemSchema, names, visited); break;
            case MapSchema map: Collect(map.ValueSchema, names, visited); break;
        }
    }

    private static IEnumerable<string> AliasesOf(NamedSchema schema)
    {
        // The library keeps aliases of types to itself.
        var json = JsonNode.Parse(schema.ToString()) as JsonObject;
        return json?["aliases"] is JsonArray aliases ? aliases.Select(alias => FullName(alias!.GetValue<string>(), schema.Namespace ?? "")) : [];
    }

    private static JsonNode Rename(JsonNode schema, string space, Dictionary<string, NamedSchema> names)
    {
        switch (schema)
        {
            case JsonArray union:
                return new JsonArray([.. union.Select(branch => Rename(branch!, space, names))]);
            case JsonObject named when named["name"] is { } name:
                return RenameNamed((JsonObject)named.DeepClone(), FullName(name.GetValue<string>(), named["namespace"]?.GetValue<string>() ?? space), names);
            case JsonObject composite:
                var copy = (JsonObject)composite.DeepClone();
                foreach (var part in (string[])["type", "items", "values"])
                {
                    if (copy[part] is { } inner)
                    {
                        copy[part] = Rename(inner, space, names);
                    }
                }

                return copy;
            default:
                var text = schema.GetValue<string>();
                return names.TryGetValue(FullName(text, space), out var known) ? known.Fullname : text;
        }
    }

    private static JsonObject RenameNamed(JsonObject schema, string fullName, Dictionary<string, NamedSchema> names)
    {
        var known = names.GetValueOrDefault(fullName);
        var space = fullName.Contains('.', StringComparison.Ordinal) ? fullName[..fullName.LastIndexOf('.')] : "";
        schema.Remove("namespace");
        schema.Remove("aliases");
        schema["name"] = known?.Fullname ?? fullName;
        if (schema["fields"] is not JsonArray fields)
        {
            return schema;
        }

        var written = fields.Select(static field => field!["name"]!.GetValue<string>()).ToHashSet();
        foreach (var field in fields.Cast<JsonObject>())
        {
            var name = field["name"]!.GetValue<string>();
            field["type"] = Rename(field["type"]!, space, names);
            field.Remove("aliases");
            if ((known as RecordSchema)?.Fields.Find(candidate => candidate.Aliases?.Contains(name) == true) is { } renamed
                && !written.Contains(renamed.Name) && !((RecordSchema)known).Contains(name))
            {
                field["name"] = renamed.Name;
            }
        }

        return schema;
    }

    private static string FullName(string name, string space) => name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";
}
