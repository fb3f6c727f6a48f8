using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>How large records of the topics may be that an application writes to. Thread-safe.</summary>
internal sealed class TopicLimits
{
    /// <summary>For a topic whose configuration this client may not see: what Kafka's client takes unless told otherwise.</summary>
    private const int UnknownLimit = 1_000_000 - 256;

    private readonly IReadOnlyDictionary<string, TopicLimit> _limits;
    private readonly ILogAdmin? _admin;

    private TopicLimits(IReadOnlyDictionary<string, TopicLimit> limits, ILogAdmin? admin) => (_limits, _admin) = (limits, admin);

    /// <summary>Without any limit.</summary>
    public static TopicLimits None { get; } = new(new Dictionary<string, TopicLimit>(), null);

    /// <summary>What a producer must be able to write; null when nothing is limited.</summary>
    public int? Largest => _limits.Count == 0 ? null : _limits.Values.Max(static limit => limit.MaxRecordBytes);

    /// <summary>What every topic takes, and so a whole batch may have; null when nothing is limited.</summary>
    public int? Smallest => _limits.Count == 0 ? null : _limits.Values.Min(static limit => limit.MaxRecordBytes);

    /// <summary>Asks for the limits of all topics that are written to.</summary>
    public static async Task<TopicLimits> LoadAsync(TopicPlan plan, StreamsOptions options, ILogAdmin admin, ILogger logger, CancellationToken cancellationToken)
    {
        var limits = new Dictionary<string, TopicLimit>();
        foreach (var topic in plan.InternalTopics.Select(static topic => topic.Name).Concat(plan.WrittenOutside).Concat(options.DeadLetterTopics).Distinct())
        {
            limits[topic] = new TopicLimit(await admin.QueryMaxRecordBytesAsync(topic, cancellationToken).ConfigureAwait(false) ?? UnknownLimit);
        }

        foreach (var topic in plan.InternalTopics.Where(topic => limits[topic.Name].MaxRecordBytes < topic.MaxRecordBytes))
        {
            logger.LogWarning(
                "The internal topic {Topic} takes records of {Bytes} bytes, and MaxRecordBytes promises room for {Wanted}: raise its limit (max.message.bytes on Kafka).",
                topic.Name, limits[topic.Name].MaxRecordBytes, topic.MaxRecordBytes);
        }

        return new TopicLimits(limits, admin);
    }

    public TopicLimit Of(string topic) => _limits.GetValueOrDefault(topic) ?? TopicLimit.None;

    /// <summary>
    /// The log has refused a record that this application took for small enough: asks anew how large a record of that topic may be.
    /// </summary>
    /// <returns>
    /// Whether that is less than it was, so that the same record meets the policy when it is produced again; also true when the log does
    /// not answer, because the next refusal asks again.
    /// </returns>
    public bool TryLower(RecordTooLargeException error)
    {
        if (error.Topic is null || _admin is null || !_limits.TryGetValue(error.Topic, out var limit))
        {
            return false;
        }

        try
        {
            var now = _admin.QueryMaxRecordBytesAsync(error.Topic).GetAwaiter().GetResult() ?? UnknownLimit;
            var isLower = now < limit.MaxRecordBytes;
            limit.MaxRecordBytes = now;
            return isLower;
        }
        catch (RecordLogUnavailableException)
        {
            return true;
        }
    }

    /// <summary>The refusal of a record that should have been small enough, in full.</summary>
    public StreamsException Explain(RecordTooLargeException error) => new(
        error.Topic is null ? error.Message : $"{error.Message} Asked for its limit, the log said that '{error.Topic}' takes records of {Of(error.Topic).MaxRecordBytes:N0} bytes.",
        error);
}
