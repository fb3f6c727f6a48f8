using System.Diagnostics;
using System.Globalization;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using ClickstreamAnalysis.Logs.Kafka.Settings;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;
using Requests = Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Administers the topics of a Kafka cluster. The client is created at the first request, so an unused log costs nothing.</summary>
internal sealed class KafkaAdmin : ILogAdmin, IDisposable
{
    private const string RecordLimit = "max.message.bytes";
    private const string FutureTimestamps = "message.timestamp.after.max.ms";

    private static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Extra wait for a request that exceeds the timeout passed to the client.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestAttempt = TimeSpan.FromSeconds(3);

    private readonly Lazy<Client.IAdminClient> _client;
    private readonly ClientEvents _events;
    private readonly KafkaErrors _errors;
    private readonly TimeSpan _timeout;
    private readonly int _producerLimit;
    private bool _disposed;

    public KafkaAdmin(string servers, ClientSettings settings, KafkaLogOptions options)
    {
        _events = new ClientEvents(options);
        _errors = new KafkaErrors(servers, _events);
        _timeout = options.RequestTimeout;
        _producerLimit = settings.ProducerMessageLimit ?? int.MaxValue;
        _client = new Lazy<Client.IAdminClient>(() => ClientBuilding.Build(servers, settings.ForAdmin(), _events.Mask, all =>
            new Client.AdminClientBuilder(all)
                .SetLogHandler((_, message) => _events.OnLog(message))
                .SetErrorHandler((_, error) => _events.OnError(error))
                .Build()));
    }

    /// <inheritdoc cref="ClientEvents.LastError"/>
    public string? LastError => _events.LastError;

    public async Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var found = await FindAsync(topic, _timeout, cancellationToken).ConfigureAwait(false);
        return found is null ? null : new TopicDescription(topic, found.Partitions.Count, IdOf(found));
    }

    public async Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var doing = $"describe the settings of topic {topic}";
        try
        {
            var asked = new Requests.ConfigResource { Type = Requests.ResourceType.Topic, Name = topic };
            var options = new Requests.DescribeConfigsOptions { RequestTimeout = _timeout };
            var results = await UseAsync(client => client.DescribeConfigsAsync([asked], options), doing, cancellationToken).ConfigureAwait(false);
            return results[0].Entries.TryGetValue("cleanup.policy", out var policy) && policy.Value == "compact";
        }
        catch (Requests.DescribeConfigsException e)
        {
            var error = e.Results[0].Error;
            return error.Code is Code.UnknownTopicOrPart or Code.Local_UnknownTopic ? false : throw _errors.Map(error, doing, e);
        }
    }

    public async Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var doing = $"query the configuration of topic {topic}";
        try
        {
            var resource = new Requests.ConfigResource { Type = Requests.ResourceType.Topic, Name = topic };
            var options = new Requests.DescribeConfigsOptions { RequestTimeout = _timeout };
            var results = await UseAsync(client => client.DescribeConfigsAsync([resource], options), doing, cancellationToken).ConfigureAwait(false);
            return results[0].Entries.TryGetValue(RecordLimit, out var limit) && int.TryParse(limit.Value, CultureInfo.InvariantCulture, out var bytes)
                ? Math.Max(0, Math.Min(bytes, _producerLimit) - RecordFraming.MaxBytes)
                : null;
        }
        catch (Requests.DescribeConfigsException e)
        {
            // A client may be allowed to write to a topic but not to read its configuration.
            var error = e.Results[0].Error;
            return error.Code is Code.UnknownTopicOrPart or Code.TopicAuthorizationFailed or Code.ClusterAuthorizationFailed
                ? null
                : throw _errors.Map(error, doing, e);
        }
    }

    public async Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        TopicName.ThrowIfInvalid(topic.Name, nameof(topic));
        ArgumentOutOfRangeException.ThrowIfLessThan(topic.Partitions, 1, nameof(topic));
        var waited = Stopwatch.StartNew();
        var request = new Requests.TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = topic.ReplicationFactor ?? -1,
            Configs = new Dictionary<string, string>
            {
                ["cleanup.policy"] = topic.Compacted ? "compact" : "delete",
                // Timestamps are event times, and the engine decides which are too far in the future. The broker's default limit of
                // one hour would fail a whole batch for a single record.
                [FutureTimestamps] = "9223372036854775807",
                ["retention.ms"] = topic.Retention is { } kept ? ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : "-1",
            },
        };
        if (topic.MaxRecordBytes is { } bytes)
        {
            request.Configs[RecordLimit] = (bytes + RecordFraming.MaxBytes).ToString(CultureInfo.InvariantCulture);
        }

        var doing = $"create topic {topic.Name}";
        var error = await TryCreateAsync(request, doing, cancellationToken).ConfigureAwait(false);
        if (error?.Code == Code.InvalidConfig && request.Configs.Remove(FutureTimestamps))
        {
            // Brokers before 3.6 do not know this setting and accept such records.
            error = await TryCreateAsync(request, doing, cancellationToken).ConfigureAwait(false);
        }

        if (error?.Code == Code.PolicyViolation && request.Configs.Remove(RecordLimit))
        {
            // A managed service may allow only smaller records. The topic's actual limit is queried later.
            error = await TryCreateAsync(request, doing, cancellationToken).ConfigureAwait(false);
        }

        if (error is not null)
        {
            return error.Code == Code.TopicAlreadyExists ? false : throw _errors.Map(error, doing);
        }

        await WaitAsync(topic.Name, doing, waited, found => found?.Partitions.Count == topic.Partitions && found.Partitions.All(HasLeader), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var waited = Stopwatch.StartNew();
        var doing = $"delete topic {topic}";
        try
        {
            var options = new Requests.DeleteTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout };
            await UseAsync(client => client.DeleteTopicsAsync([topic], options), doing, cancellationToken).ConfigureAwait(false);
        }
        catch (Requests.DeleteTopicsException e)
        {
            var error = e.Results[0].Error;
            return error.Code == Code.UnknownTopicOrPart ? false : throw _errors.Map(error, doing, e);
        }

        await WaitAsync(topic, doing, waited, static found => found is null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default)
    {
        var doing = $"delete records before {before}";
        var (topic, partition) = before.Partition;

        // The client waits forever for the leader of a missing partition.
        var found = await FindAsync(topic, _timeout, cancellationToken).ConfigureAwait(false);
        if (found is null || partition < 0 || partition >= found.Partitions.Count)
        {
            throw _errors.Map(new Client.Error(found is null ? Code.UnknownTopicOrPart : Code.Local_UnknownPartition), doing);
        }

        try
        {
            var options = new Requests.DeleteRecordsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout };
            var request = new Client.TopicPartitionOffset(topic, partition, before.Offset);
            await UseAsync(client => client.DeleteRecordsAsync([request], options), doing, cancellationToken).ConfigureAwait(false);
        }
        catch (Requests.DeleteRecordsException e)
        {
            throw _errors.Map(e.Results[0].Error, doing, e);
        }
    }

    /// <summary>
    /// Queries the oldest offset and the end of the log itself. A read-committed consumer's own query stops before transactions that are
    /// open, or that are committed but not yet marked in this partition.
    /// </summary>
    public async Task<OffsetRange> QueryOffsetsAsync(TopicPartition partition, TimeSpan timeout)
    {
        var answers = await Task.WhenAll(
            QueryOffsetAsync(partition, Requests.OffsetSpec.Earliest(), timeout), QueryEndAsync(partition, timeout)).ConfigureAwait(false);
        return new OffsetRange(answers[0], answers[1]);
    }

    /// <summary>Queries the end of the log itself, as <see cref="QueryOffsetsAsync"/> does.</summary>
    public Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout) => QueryOffsetAsync(partition, Requests.OffsetSpec.Latest(), timeout);

    /// <summary>Queries the oldest offsets of partitions in one request. Partitions whose leader does not answer are omitted.</summary>
    public Dictionary<TopicPartition, long> FirstOffsets(IReadOnlyCollection<TopicPartition> partitions)
    {
        var first = new Dictionary<TopicPartition, long>();
        if (partitions.Count == 0)
        {
            return first;
        }

        var asked = partitions.Select(partition => new Requests.TopicPartitionOffsetSpec
        {
            TopicPartition = new Client.TopicPartition(partition.Topic, partition.Partition),
            OffsetSpec = Requests.OffsetSpec.Earliest(),
        }).ToArray();
        var options = new Requests.ListOffsetsOptions { RequestTimeout = _timeout, IsolationLevel = Client.IsolationLevel.ReadUncommitted };
        IEnumerable<Requests.ListOffsetsResultInfo> answers = [];
        try
        {
            answers = UseAsync(client => Client.IAdminClientExtensions.ListOffsetsAsync(client, asked, options), "query first offsets", _timeout).GetAwaiter().GetResult().ResultInfos;
        }
        catch (Requests.ListOffsetsException e)
        {
            answers = e.Result.ResultInfos;
        }
        catch (RecordLogException)
        {
            // No answer: these partitions are omitted.
        }

        foreach (var answer in answers.Select(static info => info.TopicPartitionOffsetError).Where(static answer => !answer.Error.IsError && answer.Offset.Value >= 0))
        {
            first[new TopicPartition(answer.Topic, answer.Partition.Value)] = answer.Offset.Value;
        }

        return first;
    }

    /// <summary>Whether the cluster confirms in time that the topic does not exist.</summary>
    public bool IsMissing(string topic, TimeSpan timeout)
    {
        try
        {
            return FindAsync(topic, timeout, CancellationToken.None).GetAwaiter().GetResult() is null;
        }
        catch (Exception e) when (e is RecordLogException or ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        // The client throws when it is disposed twice.
        if (!Interlocked.Exchange(ref _disposed, true) && _client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    // The client caches a partition's leader and the leader's epoch for minutes. The epoch changes when a broker restarts, and the client
    // refreshes it only on request.
    private Task<long> QueryOffsetAsync(TopicPartition partition, Requests.OffsetSpec which, TimeSpan timeout)
    {
        var doing = $"query offsets of {partition}";
        var asked = new Requests.TopicPartitionOffsetSpec { TopicPartition = new Client.TopicPartition(partition.Topic, partition.Partition), OffsetSpec = which };
        var lookup = new OffsetLookup(_errors, doing, timeout);
        var options = new Requests.ListOffsetsOptions { RequestTimeout = lookup.RequestTimeout, IsolationLevel = Client.IsolationLevel.ReadUncommitted };
        return lookup.FindAsync(
            () => UseAsync(client => Client.IAdminClientExtensions.ListOffsetsAsync(client, [asked], options), doing, lookup.RequestTimeout),
            () => RefreshLeaderAsync(partition.Topic, doing, lookup.RequestTimeout));
    }

    private Task<Client.Metadata> RefreshLeaderAsync(string topic, string doing, TimeSpan timeout) =>
        UseAsync(client => Task.FromResult(client.GetMetadata(topic, timeout)), doing, timeout);

    private static string IdOf(Requests.TopicDescription topic) =>
        topic.TopicId is { } id && (id.MostSignificantBits != 0 || id.LeastSignificantBits != 0) ? id.ToString() : "";

    private static bool HasLeader(Client.TopicPartitionInfo partition) => partition.Leader is { Id: >= 0 };

    private async Task<Client.Error?> TryCreateAsync(Requests.TopicSpecification topic, string doing, CancellationToken cancellationToken)
    {
        try
        {
            var options = new Requests.CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout };
            await UseAsync(client => client.CreateTopicsAsync([topic], options), doing, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Requests.CreateTopicsException e)
        {
            return e.Results[0].Error;
        }
    }

    // The client sends this request to the controller it knows, even if that broker is down, and waits for the full timeout. Any broker
    // can return metadata that name the new controller. So each attempt is short, and the metadata are refreshed between attempts.
    private async Task<Requests.TopicDescription?> FindAsync(string topic, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var doing = $"describe topic {topic}";
        var names = Client.TopicCollection.OfTopicNames([topic]);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var attempt = timeout < s_longestAttempt ? timeout : s_longestAttempt;
            var options = new Requests.DescribeTopicsOptions { RequestTimeout = attempt };
            try
            {
                var result = await UseAsync(client => Client.IAdminClientExtensions.DescribeTopicsAsync(client, names, options), doing, attempt, cancellationToken).ConfigureAwait(false);
                return result.TopicDescriptions[0];
            }
            catch (Requests.DescribeTopicsException e)
            {
                var error = e.Results.TopicDescriptions[0].Error;
                return error.Code is Code.UnknownTopicOrPart or Code.Local_UnknownTopic ? null : throw _errors.Map(error, doing, e);
            }
            catch (RecordLogUnavailableException) when (waited.Elapsed + s_longestAttempt < timeout)
            {
                await TryRefreshAsync(topic, doing).ConfigureAwait(false);
            }
        }
    }

    private async Task TryRefreshAsync(string topic, string doing)
    {
        try
        {
            await RefreshLeaderAsync(topic, doing, s_longestAttempt).ConfigureAwait(false);
        }
        catch (RecordLogException)
        {
            // No broker answers; the next attempt reports it.
        }
    }

    private async Task WaitAsync(string topic, string doing, Stopwatch waited, Func<Requests.TopicDescription?, bool> done, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = _timeout - waited.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                throw _errors.TimedOut(doing, _timeout);
            }

            if (done(await FindAsync(topic, left, cancellationToken).ConfigureAwait(false)))
            {
                return;
            }

            await Task.Delay(s_askAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task UseAsync(Func<Client.IAdminClient, Task> call, string doing, CancellationToken cancellationToken) =>
        await UseAsync<object?>(
            async client =>
            {
                await call(client).ConfigureAwait(false);
                return null;
            },
            doing,
            cancellationToken).ConfigureAwait(false);

    private Task<T> UseAsync<T>(Func<Client.IAdminClient, Task<T>> call, string doing, CancellationToken cancellationToken) =>
        UseAsync(call, doing, _timeout, cancellationToken);

    // Errors of single topics have their own exception types, which callers handle. Here only errors of the request itself are mapped.
    private async Task<T> UseAsync<T>(Func<Client.IAdminClient, Task<T>> call, string doing, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        try
        {
            return await call(_client.Value).WaitAsync(timeout + s_margin, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw _errors.TimedOut(doing, timeout, e);
        }
        catch (Client.KafkaException e) when (e.GetType() == typeof(Client.KafkaException))
        {
            throw _errors.Map(e.Error, doing, timeout, e);
        }
    }
}
