using Confluent.Kafka;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Converts headers between the library and the Kafka client.</summary>
internal static class StreamizHeaders
{
    /// <summary>The headers of a record of Streamiz; null when there are none.</summary>
    public static RecordHeaders? Of(Headers? headers) =>
        headers is { Count: > 0 } ? [.. headers.Select(static header => new RecordHeader(header.Key, header.GetValueBytes()))] : null;

    public static Headers ToKafka(RecordHeaders? headers)
    {
        var result = new Headers();
        foreach (var header in headers ?? RecordHeaders.Empty)
        {
            result.Add(header.Name, header.Value);
        }

        return result;
    }
}
