using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>
/// Binds offsets and state to the topics and the topology that they belong to. The fingerprint of an application is written to its metadata
/// topic before anything is processed, and compared at each start. Instances that start together write the same one.
/// </summary>
internal sealed class ApplicationIdentity(IRecordLog log, StreamsOptions options, ILogger logger)
{
    private static readonly byte[] s_key = "application"u8.ToArray();
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(10);

    private byte[] _noted = [];
    private ApplicationFingerprint? _known;

    private string MetadataTopic => TopicPlan.InternalName(options.ApplicationId, "metadata");

    /// <summary>The choices when offsets and state do not belong to the application.</summary>
    public static string Choices(string applicationId) =>
        "The offsets and the state belong to the former topics and topology, so nothing is processed. Restore those; or give the application a new ApplicationId to start over; or reset it: stop all "
        + $"its instances, and delete its topics ('{applicationId}-metadata', its changelogs and repartition topics), the offsets of group '{applicationId}' and its state directories.";

    /// <summary>
    /// Reads the stored fingerprint. Must come before topics are described: another instance may create them and store their ids at any time, and then
    /// a topic that was described as missing would seem to be deleted.
    /// </summary>
    /// <exception cref="StreamsException">The fingerprint cannot be read.</exception>
    /// <exception cref="RecordLogUnavailableException">The log does not answer.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        _noted = await ReadNoteAsync(cancellationToken).ConfigureAwait(false);
        _known = _noted.Length > 0 ? ApplicationFingerprint.Parse(_noted, $"topic '{MetadataTopic}'") : null;
    }

    /// <summary>Whether an earlier start, perhaps of another instance a moment ago, has read the input.</summary>
    public bool Knows(string input) => _known is { } known && known.Inputs.ContainsKey(input);

    /// <summary>Compares the application with the stored fingerprint. Changes nothing, so it can be repeated.</summary>
    /// <param name="now">The application, with the ids of the existing topics.</param>
    /// <param name="found">The topics that the application reads and its changelogs, by name; null for missing ones.</param>
    /// <param name="inputs">The partitions of the outside inputs.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="StreamsException">Offsets and state belong to other topics or to another topology.</exception>
    /// <exception cref="UnsettledTopicsException">
    /// Topics are gone, unless the broker that was asked only does not know them yet; or another instance has started the application for the first time meanwhile.
    /// </exception>
    /// <exception cref="RecordLogUnavailableException">The log does not answer.</exception>
    public async Task CheckAsync(
        ApplicationFingerprint now, IReadOnlyDictionary<string, TopicDescription?> found, IReadOnlyList<TopicPartition> inputs, CancellationToken cancellationToken)
    {
        var missing = found.Where(topic => topic.Value is null).Select(topic => topic.Key).ToArray();
        if (_known is { } known)
        {
            if (Compare(topic => found.GetValueOrDefault(topic) is not null) is { } other)
            {
                throw Compare(static _ => true) is null ? new UnsettledTopicsException($"An earlier start had {Names(missing)}.", other) : other;
            }

            var additions = FingerprintComparison.Additions(known, now);
            if (additions.Count > 0)
            {
                logger.TopologyGrew(options.ApplicationId, string.Join(", ", additions));
            }
        }
        else
        {
            await CheckFirstAsync(missing, inputs, cancellationToken).ConfigureAwait(false);
        }

        StreamsException? Compare(Func<string, bool> isThere) => FingerprintComparison.Compare(known, now, options.ApplicationId, isThere, $"as topic '{MetadataTopic}' says");
    }

    /// <summary>Writes the fingerprint if it has changed.</summary>
    /// <exception cref="RecordLogUnavailableException">The log does not answer.</exception>
    public async Task NoteAsync(ApplicationFingerprint now, CancellationToken cancellationToken)
    {
        var json = now.ToJson();
        if (!json.AsSpan().SequenceEqual(_noted))
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification(MetadataTopic, 1) { Compacted = true }, cancellationToken).ConfigureAwait(false);
            Ask(() => WriteNote(json));
        }
    }

    /// <summary>Handles a missing fingerprint: at a first start, or after an earlier version of the library.</summary>
    private async Task CheckFirstAsync(string[] missing, IReadOnlyList<TopicPartition> inputs, CancellationToken cancellationToken)
    {
        if (missing.Length == 0)
        {
            logger.TopicsTakenAsTheyAre(options.ApplicationId);
            return;
        }

        var committed = Ask(() =>
        {
            using var consumer = CreateConsumer(options.ApplicationId);
            return consumer.Committed(inputs, options.RequestTimeout);
        });
        if (committed.Count == 0)
        {
            return;
        }

        // The offsets may be those of another instance that has started and committed since the topics were described.
        var isNotedNow = (await ReadNoteAsync(cancellationToken).ConfigureAwait(false)).Length > 0;
        throw isNotedNow
            ? new UnsettledTopicsException($"Another instance of '{options.ApplicationId}' has just created its topics.")
            : new UnsettledTopicsException(
                $"Group '{options.ApplicationId}' has committed offsets.",
                new StreamsException(
                    $"Group '{options.ApplicationId}' has committed offsets ({committed.First().Key} among others), but {Names(missing)} is not there: this is not a first start, and its state would start "
                    + $"empty. {Choices(options.ApplicationId)}"));
    }

    private static string Names(IEnumerable<string> topics) => string.Join(", ", topics.Select(static topic => $"'{topic}'"));

    private async Task<byte[]> ReadNoteAsync(CancellationToken cancellationToken) =>
        await log.Admin.DescribeTopicAsync(MetadataTopic, cancellationToken).ConfigureAwait(false) is null ? [] : Ask(ReadNote);

    private byte[] ReadNote()
    {
        var partition = new TopicPartition(MetadataTopic, 0);
        using var consumer = CreateConsumer(group: null);
        var range = consumer.QueryOffsets(partition, options.RequestTimeout);
        consumer.Assign([new TopicPartitionOffset(partition, range.Start)]);
        var reader = new LastValue();
        for (var left = options.RequestTimeout; !(consumer.Position(partition) >= range.End); left -= s_wait)
        {
            if (left <= TimeSpan.Zero)
            {
                throw new RecordLogUnavailableException($"{partition} was not read to its end, offset {range.End}, within {options.RequestTimeout.TotalSeconds:0.#} s.");
            }

            consumer.Poll(s_wait, reader);
        }

        return reader.Value;
    }

    private bool WriteNote(byte[] json)
    {
        using var producer = log.CreateProducer(new LogProducerOptions
        {
            ClientId = $"{options.ApplicationId}-metadata",
            DeliveryTimeout = options.RequestTimeout,
            Linger = TimeSpan.Zero,
        });
        producer.Produce(new RawRecord(MetadataTopic, 0, -1, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), s_key, hasKey: true, json, hasValue: true));
        producer.Flush(options.RequestTimeout);
        return true;
    }

    private ILogConsumer CreateConsumer(string? group) => log.CreateConsumer(new LogConsumerOptions
    {
        ClientId = $"{options.ApplicationId}-metadata",
        GroupId = group,
        OffsetReset = OffsetReset.Fail,
        QueueBytes = 1 << 20,
    });

    /// <summary>Converts failures, so that the start repeats the attempt.</summary>
    private static T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (RecordLogException error) when (error is not RecordLogUnavailableException)
        {
            throw new RecordLogUnavailableException(error.Message, error);
        }
    }

    private sealed class LastValue : IRawRecordHandler
    {
        public byte[] Value { get; private set; } = [];

        public void OnRecord(in RawRecord record) => Value = record.HasValue ? record.Value.ToArray() : [];
    }
}
