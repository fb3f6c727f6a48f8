using System.Globalization;
using System.Numerics;
using Avro;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Maps values of primitive and logical types.</summary>
internal static class PlainValues
{
    private const string Decimal = "decimal";

    /// <exception cref="ArgumentException">The type does not fit the schema.</exception>
    public static Func<object?, object?> FromAvro(Schema schema, Type type)
    {
        if (schema is LogicalSchema logical)
        {
            return logical.LogicalTypeName switch
            {
                "timestamp-millis" or "timestamp-micros" or "local-timestamp-millis" or "local-timestamp-micros" or "date" => TimeFrom(schema, type),
                "time-millis" or "time-micros" when type == typeof(TimeSpan) => static value => value,
                "time-millis" or "time-micros" when type == typeof(TimeOnly) => static value => TimeOnly.FromTimeSpan((TimeSpan)value!),
                "uuid" when type == typeof(Guid) => static value => value is Guid ? value : Guid.Parse((string)value!),
                "uuid" when type == typeof(string) => static value => value!.ToString(),
                Decimal when type == typeof(decimal) => static value => (decimal)(AvroDecimal)value!,
                Decimal when type == typeof(double) => static value => (double)(decimal)(AvroDecimal)value!,
                _ => throw PlainSchema.Unfit(schema, type),
            };
        }

        return schema.Tag switch
        {
            Schema.Type.Boolean when type == typeof(bool) => static value => value,
            Schema.Type.String when type == typeof(string) => static value => value,
            Schema.Type.String when type == typeof(Guid) => static value => Guid.Parse((string)value!),
            Schema.Type.Bytes when type == typeof(byte[]) => static value => value,
            Schema.Type.Int or Schema.Type.Long or Schema.Type.Float or Schema.Type.Double when IsNumber(type) =>
                value => value!.GetType() == type ? value : Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
            _ => throw PlainSchema.Unfit(schema, type),
        };
    }

    /// <exception cref="ArgumentException">The type does not fit the schema.</exception>
    public static Func<object?, object?> ToAvro(Schema schema, Type type)
    {
        if (schema is LogicalSchema logical)
        {
            return logical.LogicalTypeName switch
            {
                "timestamp-millis" or "timestamp-micros" or "local-timestamp-millis" or "local-timestamp-micros" or "date" => TimeTo(schema, type),
                "time-millis" or "time-micros" when type == typeof(TimeSpan) => static value => value,
                "time-millis" or "time-micros" when type == typeof(TimeOnly) => static value => ((TimeOnly)value!).ToTimeSpan(),
                "uuid" when type == typeof(Guid) => static value => value,
                "uuid" when type == typeof(string) => static value => Guid.Parse((string)value!),
                Decimal when type == typeof(decimal) => DecimalTo(logical),
                Decimal when type == typeof(double) => Then(static value => (decimal)(double)value!, DecimalTo(logical)),
                _ => throw PlainSchema.Unfit(schema, type),
            };
        }

        Func<object?, object?> To(Type wanted) => value => value!.GetType() == wanted ? value : Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture);
        return schema.Tag switch
        {
            Schema.Type.Boolean when type == typeof(bool) => static value => value,
            Schema.Type.String when type == typeof(string) => static value => value,
            Schema.Type.String when type == typeof(Guid) => static value => value!.ToString(),
            Schema.Type.Bytes when type == typeof(byte[]) => static value => value,
            Schema.Type.Int when IsNumber(type) => To(typeof(int)),
            Schema.Type.Long when IsNumber(type) => To(typeof(long)),
            Schema.Type.Float when IsNumber(type) => To(typeof(float)),
            Schema.Type.Double when IsNumber(type) => To(typeof(double)),
            _ => throw PlainSchema.Unfit(schema, type),
        };
    }

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Double && !type.IsEnum;

    private static Func<object?, object?> Then(Func<object?, object?> first, Func<object?, object?> second) => value => second(first(value));

    private static Func<object?, object?> TimeFrom(Schema schema, Type type) => type switch
    {
        _ when type == typeof(DateTime) => static value => DateTime.SpecifyKind((DateTime)value!, DateTimeKind.Utc),
        _ when type == typeof(DateTimeOffset) => static value => new DateTimeOffset(DateTime.SpecifyKind((DateTime)value!, DateTimeKind.Utc)),
        _ when type == typeof(DateOnly) => static value => DateOnly.FromDateTime((DateTime)value!),
        _ when type == typeof(long) => static value => new DateTimeOffset(DateTime.SpecifyKind((DateTime)value!, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
        _ => throw PlainSchema.Unfit(schema, type),
    };

    private static Func<object?, object?> TimeTo(Schema schema, Type type) => type switch
    {
        _ when type == typeof(DateTime) => static value => ((DateTime)value!).ToUniversalTime(),
        _ when type == typeof(DateTimeOffset) => static value => ((DateTimeOffset)value!).UtcDateTime,
        _ when type == typeof(DateOnly) => static value => ((DateOnly)value!).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        _ when type == typeof(long) => static value => DateTimeOffset.FromUnixTimeMilliseconds((long)value!).UtcDateTime,
        _ => throw PlainSchema.Unfit(schema, type),
    };

    private static Func<object?, object?> DecimalTo(LogicalSchema schema)
    {
        var scale = int.Parse(schema.GetProperty("scale") ?? "0", CultureInfo.InvariantCulture);
        var factor = (decimal)BigInteger.Pow(10, scale);
        return value => new AvroDecimal(new BigInteger(decimal.Round((decimal)value! * factor)), scale);
    }
}
