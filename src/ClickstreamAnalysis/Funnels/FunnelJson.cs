using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The JSON layouts of funnel results, with fields in order.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FunnelBucketFields))]
[JsonSerializable(typeof(FunnelOutcomeFields))]
[JsonSerializable(typeof(FunnelCountsFields))]
internal sealed partial class FunnelJson : JsonSerializerContext
{
    public const string OutcomeType = "funnel-outcome";
    public const string CountsType = "funnel";

    /// <summary>Creates a bucket from its start and end, which are both present or both absent.</summary>
    public static FunnelBucket ToBucket(long? start, long? end) => (start, end) switch
    {
        ({ } from, { } to) when from < to => new(new TimeWindow(from, to)),
        (null, null) => FunnelBucket.AllTime,
        _ => throw new SerdeException("invalid-funnel-bucket", "A bucket has a start and a later end, or neither."),
    };
}
