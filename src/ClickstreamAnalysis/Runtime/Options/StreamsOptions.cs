using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis;

/// <summary>How an application runs its topology. Immutable. All mistakes are reported together when the application is created.</summary>
public sealed record StreamsOptions
{
    private const long MinMemoryBudgetBytes = 32L << 20;
    private const int LargestMaxRecordBytes = 32 << 20;

    /// <summary>
    /// The name of the application: its consumer group, and the prefix of its internal topics. 1 to 100 letters, digits, '.', '_'
    /// or '-', without a '.' at its end, and not a device name of Windows such as <c>NUL</c>. Instances with the same id share the work. With another id the application starts from the beginning.
    /// </summary>
    public required string ApplicationId { get; init; }

    /// <summary>
    /// The directory for state on this machine. Applications may share it: each has a subdirectory named by its <see cref="ApplicationId"/>,
    /// which one instance at a time can use. A '~' at its beginning is refused. Default null: the directory
    /// <c>clickstream/&lt;application id&gt;</c> in the user's local application data (on Linux <c>~/.local/share</c>, or
    /// <c>$XDG_DATA_HOME</c>), where instances on one machine have a directory each. Excludes
    /// <see cref="InMemoryState"/>. <see cref="StreamsApplication.StateDirectory"/> tells where state lies.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// Whether state is kept in memory instead of <see cref="StateDirectory"/>: beyond <see cref="MemoryBudgetBytes"/>, and restored from its
    /// changelogs at each start; stores without a changelog start empty. For tests and for small state. Default false.
    /// </summary>
    public bool InMemoryState { get; init; }

    /// <summary>The effect of a failure on results. Default <see cref="ProcessingGuarantee.ExactlyOnce"/>.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>
    /// The interval of commits of results and offsets; zero commits after every poll. Default 100 ms; not negative. Exactly-once it is the latency of
    /// results. At-least-once it bounds the work that is repeated after a failure. Longer intervals are not much cheaper, and
    /// records wait for larger commits.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The number of stream threads that share the partitions of this instance; 0 to 256. Default 1. With 0 the caller runs turns by
    /// <see cref="StreamsApplication.Step"/>, as tests do.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The number of partitions with which input, output and dead-letter topics are created at start if they do not exist; null stops the start instead.
    /// For development: in production, whoever owns a topic decides about its partitions and its retention. Default null; at least 1.
    /// </summary>
    public int? NewTopicPartitions { get; init; }

    /// <summary>What happens to records that cannot be processed. Default <see cref="BadRecordPolicy.Fail"/>.</summary>
    public BadRecordPolicy BadRecords { get; init; } = BadRecordPolicy.Fail;

    /// <summary>
    /// What happens to results, state entries and records of repartition topics that cannot be written, because their topic takes no
    /// record of their size or their serde throws. Default <see cref="UnwritableRecordPolicy.Fail"/>.
    /// </summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>
    /// What happens when the next offset of an input is no longer in the log, because retention or a deletion of records passed it. Default <see cref="OffsetOutOfRangePolicy.Fail"/>. An offset past the end of the log always stops the application.
    /// </summary>
    public OffsetOutOfRangePolicy OffsetOutOfRange { get; init; } = OffsetOutOfRangePolicy.Fail;

    /// <summary>
    /// How far past the wall clock an event time may be. Records beyond are rejected: they are counted, never applied, and never move stream time.
    /// Records of repartition topics are not checked again. Default 1 hour; not negative.
    /// </summary>
    public TimeSpan MaxFutureSkew { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The earliest plausible event time. Earlier records are rejected like those too far in the future, so that times in seconds are not taken for
    /// milliseconds of January 1970; the reason is <c>time-in-seconds</c> then. Null, or 1970-01-01, accepts every time that is not negative,
    /// for tests and replays of invented times. Default 1990-01-01T00:00:00Z; not before 1970.
    /// </summary>
    public DateTimeOffset? EarliestEventTime { get; init; } = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The time without records after which the stream time of a task follows the wall clock, when all of its inputs have been read to their ends. So
    /// the last windows close without new traffic. When a stream thread was held up for more than 1 s, 1 s of that time counts. Null disables that,
    /// as replays need it. Default null; positive.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// The time without records after which stream time advances without a partition that has been read to its end, in tasks that read several
    /// partitions and in tasks behind a repartition topic. Independent of <see cref="IdleTimeout"/>. Default 5 s; not negative. Zero never waits
    /// for an empty partition. A record that arrives after a longer pause may be late. When a stream thread was held up for more than 1 s, because
    /// the machine was suspended or busy, 1 s of that time counts. The leader of the partition must confirm its end: while it does not answer
    /// within 2 s, or a transaction is open, the partition is waited for.
    /// </summary>
    public TimeSpan UpstreamIdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a task behind a repartition topic waits for an upstream task that sends nothing, because it is being restored or moved, before stream
    /// time advances without it. Windows stay open meanwhile. The wait is logged after 30 s; its end is logged and counted
    /// (<see cref="StreamsMetrics.UpstreamsLeftOut"/>). Default 10 minutes; positive. At least 5 minutes are advisable, because upstream tasks
    /// repeat their stream time every 5 s to 2 minutes.
    /// </summary>
    public TimeSpan UpstreamWaitTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The most bytes of an input record, key and value together; checked before parsing. Default 1 MiB; 1 byte to 32 MiB. Changelogs and repartition
    /// topics are created for records of twice that size and 64 KiB: a key and a value may each contain all of an input record, and a value
    /// all sessions or windows of a key. Existing topics keep their limit.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The memory of state, buffered records and the clients' queues together, in bytes, whatever the number of stores, partitions and threads.
    /// Default 256 MiB; at least 32 MiB. State beyond it stays on disk and is read when it is needed. The runtime, code and the garbage
    /// collector's reserves are not included: plan with 1.3 times the budget plus 90 MiB.
    /// With <see cref="InMemoryState"/> the state itself is in memory too, beyond the budget. On Linux with glibc, starting an application
    /// limits malloc to two arenas and makes it return freed blocks, for the whole process, unless MALLOC_ variables are set.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = 256L << 20;

    /// <summary>
    /// How long to try to connect to the log at start, with growing pauses. Each failed attempt is logged with its reason. Zero makes one attempt,
    /// limited by <see cref="RequestTimeout"/>. Default 60 s; not negative.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The timeout of one request to the log. Default 30 s; positive.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long to pause while the disk of the state directory, or of a log that says so (<see cref="RecordLogFullException"/>), is full, before the
    /// application stops; zero stops at once. Default 5 minutes; not negative. The instance stays in the group meanwhile.
    /// </summary>
    public TimeSpan DiskFullTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many times in a row, without a commit in between, a stream thread restarts its tasks after a fault of the log before it stops the
    /// application. Default 10; not negative.
    /// </summary>
    public int MaxConsecutiveFailures { get; init; } = 10;

    /// <summary>
    /// Decides what happens when a stream thread fails with an exception that it cannot handle, such as that of an operator under
    /// <see cref="BadRecordPolicy.Fail"/>. Runs on the failed thread, without a lock, before its uncommitted work is discarded and its partitions are revoked. If it throws, that exception is logged and the application stops. Not used with <see cref="Threads"/> = 0, where
    /// <see cref="StreamsApplication.Step"/> throws. Default null: the application stops.
    /// </summary>
    public Func<UncaughtException, UncaughtExceptionResponse>? UncaughtExceptionHandler { get; init; }

    /// <summary>
    /// Identifies the instance of an application on the log: different for instances that run at the same time, and the same after a restart. A
    /// restarted instance then gets its partitions back at once, even when it was killed, and aborts the transaction that it left open; of two processes with the same id one stops with an error. Default null: an id is created and kept
    /// in the state directory; with <see cref="InMemoryState"/> it is another one after each start.
    /// </summary>
    public string? InstanceId { get; init; }

    /// <summary>
    /// Where other instances and clients reach this instance, as Kafka Streams' <c>application.server</c>: <c>http://shop-1:8080</c>. The instance then
    /// announces its tasks and this address in the topic <c>&lt;application id&gt;-instances</c>, so that <see cref="StreamsApplication.FindOwner"/> of
    /// each instance names the owner of every key. Set it on all instances or on none. The library opens no port there. Default null: nothing is
    /// announced, and an instance knows its own tasks only. Absolute, with a host and without user, query and fragment.
    /// </summary>
    public Uri? AdvertisedAddress { get; init; }

    /// <summary>
    /// Whether stores detect keys and values that a processor changed without putting them again, which <see cref="IStateStore"/> forbids. The
    /// application then fails with an <see cref="InvalidOperationException"/>. For tests and debugging, because each use of a store costs a
    /// serialization; <c>TopologyTestDriver</c> sets it. Default false.
    /// </summary>
    public bool ChecksStores { get; init; }

    /// <summary>The clock. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Creates the loggers. Default none; then only important messages, above all the error that stops the application, are written to standard error.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where to write important messages when there is no logger; null for standard error.</summary>
    internal TextWriter? ErrorOutput { get; init; }

    /// <summary>The most entries that each store of a task keeps in memory after a commit, whatever their size.</summary>
    internal int MaxLiveEntries { get; init; } = int.MaxValue;

    /// <summary>
    /// How long after its commit a change may be written to its row, which bounds the changelog's tail that is replayed after a crash. Most entries
    /// change again or are removed earlier.
    /// </summary>
    internal TimeSpan WriteBackDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest record that internal topics are created for.</summary>
    internal int InternalRecordBytes => (2 * MaxRecordBytes) + (64 * 1024);

    /// <summary>The topics of dead letters, each once.</summary>
    internal IEnumerable<string> DeadLetterTopics => new[] { BadRecords.DeadLetterTopic, UnwritableRecords.DeadLetterTopic }.OfType<string>().Distinct();

    /// <summary>How long a drain waits for others before it logs the wait.</summary>
    internal TimeSpan DrainReportDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where state is kept, in place of <see cref="StateDirectory"/>.</summary>
    internal StateStorage? StateStorage { get; init; }

    /// <summary>Whether the instance has no directory of its own.</summary>
    internal bool KeepsStateInMemory => InMemoryState || StateStorage is not null;

    /// <summary>Checks the options, as the creation of an application does.</summary>
    /// <returns>What is not valid, one whole sentence each, beginning with the name of the option; empty if nothing is.</returns>
    public IReadOnlyList<string> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.AddUnless(ApplicationId is not null && StoreName.IsValid(ApplicationId), $"{nameof(ApplicationId)} must be {StoreName.Rule}.");
        mistakes.AddUnless(InstanceId is null || StoreName.IsValid(InstanceId), $"{nameof(InstanceId)} must be {StoreName.Rule}.");
        mistakes.AddUnless(
            StateDirectory is not ['~', ..],
            $"{nameof(StateDirectory)} begins with '~', which only a shell replaces by the home directory. Give the whole path, or begin with './~' for a directory of that name.");
        mistakes.AddUnless(StateDirectory is null || !InMemoryState, $"{nameof(StateDirectory)} is set and {nameof(InMemoryState)} is true; set one of them.");
        mistakes.AddUnless(
            AdvertisedAddress is null or { IsAbsoluteUri: true, Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" },
            $"{nameof(AdvertisedAddress)} must be absolute, with a host and without user, query and fragment, such as http://shop-1:8080.");
        mistakes.AddUnlessAtLeast(CommitInterval, TimeSpan.Zero, nameof(CommitInterval));
        mistakes.AddUnlessBetween(Threads, 0, 256, nameof(Threads));
        mistakes.AddUnless(NewTopicPartitions is null or >= 1, $"{nameof(NewTopicPartitions)} is {NewTopicPartitions}; it must be at least 1, or null to create no topics.");
        mistakes.AddUnless(Enum.IsDefined(Guarantee), $"{nameof(Guarantee)} is {Guarantee}; it must be {string.Join(" or ", Enum.GetNames<ProcessingGuarantee>())}.");
        mistakes.AddUnless(Enum.IsDefined(OffsetOutOfRange), $"{nameof(OffsetOutOfRange)} is {OffsetOutOfRange}; it must be {string.Join(" or ", Enum.GetNames<OffsetOutOfRangePolicy>())}.");
        mistakes.AddUnless(BadRecords is not null, $"{nameof(BadRecords)} is null; choose a policy, such as {nameof(BadRecordPolicy)}.{nameof(BadRecordPolicy.Fail)}.");
        mistakes.AddUnless(UnwritableRecords is not null, $"{nameof(UnwritableRecords)} is null; choose a policy, such as {nameof(UnwritableRecordPolicy)}.{nameof(UnwritableRecordPolicy.Fail)}.");
        mistakes.AddUnless(TimeProvider is not null, $"{nameof(TimeProvider)} is null; leave it out for the system's clock.");
        mistakes.AddUnless(LoggerFactory is not null, $"{nameof(LoggerFactory)} is null; leave it out to log nowhere.");
        mistakes.AddUnlessAtLeast(MaxFutureSkew, TimeSpan.Zero, nameof(MaxFutureSkew));
        mistakes.AddUnless(EarliestEventTime is null || EarliestEventTime >= DateTimeOffset.UnixEpoch, $"{nameof(EarliestEventTime)} is {EarliestEventTime:u}; it must not be before 1970, or null for any time.");
        mistakes.AddUnless(IdleTimeout is null || IdleTimeout > TimeSpan.Zero, $"{nameof(IdleTimeout)} is {IdleTimeout}; it must be positive, or null for never.");
        mistakes.AddUnlessAtLeast(UpstreamIdleTimeout, TimeSpan.Zero, nameof(UpstreamIdleTimeout));
        mistakes.AddUnless(UpstreamWaitTimeout > TimeSpan.Zero, $"{nameof(UpstreamWaitTimeout)} is {UpstreamWaitTimeout}; it must be positive.");
        mistakes.AddUnlessBetween(MaxRecordBytes, 1, LargestMaxRecordBytes, nameof(MaxRecordBytes), " bytes");
        mistakes.AddUnlessBetween(MemoryBudgetBytes, MinMemoryBudgetBytes, long.MaxValue, nameof(MemoryBudgetBytes), " bytes");
        mistakes.AddUnlessAtLeast(StartTimeout, TimeSpan.Zero, nameof(StartTimeout));
        mistakes.AddUnless(RequestTimeout > TimeSpan.Zero, $"{nameof(RequestTimeout)} is {RequestTimeout}; it must be positive.");
        mistakes.AddUnlessAtLeast(DiskFullTimeout, TimeSpan.Zero, nameof(DiskFullTimeout));
        mistakes.AddUnlessBetween(MaxConsecutiveFailures, 0, int.MaxValue, nameof(MaxConsecutiveFailures));
        return mistakes.ToArray();
    }

    internal void Validate() => MistakeList.ThrowIfAny($"The {nameof(StreamsOptions)} are not valid", FindMistakes());
}
