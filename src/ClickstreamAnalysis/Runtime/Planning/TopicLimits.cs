using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The size limits of records of the topics that an application writes. Thread-safe.</summary>
internal sealed class TopicLimits
{
    /// <summary>The limit of a topic whose configuration may not be read: the default of Kafka's client.</summary>
    private const int UnknownLimit = 1_000_000 - 256;

    private readonly IReadOnlyDictionary<string, TopicLimit> _limits;
    private readonly ILogAdmin? _admin;

    private TopicLimits(IReadOnlyDictionary<string, TopicLimit> limits, ILogAdmin? admin) => (_limits, _admin) = (limits, admin);

    /// <summary>No limits.</summary>
    public static TopicLimits None { get; } = new(new Dictionary<string, TopicLimit>(), null);

    /// <summary>The largest record that a producer must be able to write; null without limits.</summary>
    public int? Largest => _limits.Count == 0 ? null : _limits.Values.Max(static limit => limit.MaxRecordBytes);

    /// <summary>The smallest limit, which a batch for any topic must not exceed; null without limits.</summary>
    public int? Smallest => _limits.Count == 0 ? null : _limits.Values.Min(static limit => limit.MaxRecordBytes);

    /// <summary>Reads the limits of all topics that the application writes.</summary>
    public static async Task<TopicLimits> LoadAsync(TopicPlan plan, StreamsOptions options, ILogAdmin admin, ILogger logger, CancellationToken cancellationToken)
    {
        var limits = new Dictionary<string, TopicLimit>();
        foreach (var topic in plan.InternalTopics.Select(static topic => topic.Name).Concat(plan.WrittenOutside).Concat(options.DeadLetterTopics).Distinct())
        {
            limits[topic] = new TopicLimit(await admin.QueryMaxRecordBytesAsync(topic, cancellationToken).ConfigureAwait(false) ?? UnknownLimit);
        }

        foreach (var topic in plan.InternalTopics.Where(topic => limits[topic.Name].MaxRecordBytes < topic.MaxRecordBytes))
        {
            logger.TopicLimitTooLow(topic.Name, limits[topic.Name].MaxRecordBytes, topic.MaxRecordBytes);
        }

        return new TopicLimits(limits, admin);
    }

    public TopicLimit Of(string topic) => _limits.GetValueOrDefault(topic) ?? TopicLimit.None;

    /// <summary>
    /// Reads the limit of a topic again after the log has refused a record within the known limit.
    /// </summary>
    /// <returns>
    /// Whether the limit is lower than before, so that the policy applies when the same record is produced again; also true when the log does not
    /// answer, because the next refusal repeats the query.
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

    /// <summary>Explains the refusal of a record within the limit.</summary>
    public StreamsException Explain(RecordTooLargeException error) => new(
        error.Topic is null ? error.Message : $"{error.Message} The log reports that '{error.Topic}' takes records of {Of(error.Topic).MaxRecordBytes:N0} bytes.",
        error);
}
