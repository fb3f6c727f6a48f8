using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis;

/// <summary>How an application runs its topology. Immutable; mistakes are reported together when the application is made.</summary>
public sealed record StreamsOptions
{
    private const long MinMemoryBudgetBytes = 32L << 20;
    private const int LargestMaxRecordBytes = 32 << 20;

    /// <summary>
    /// Names the application: its consumer group, and the beginning of its internal topics. 1 to 100 letters, digits, '.', '_'
    /// or '-', without a '.' at its end, and not a device name of Windows such as <c>NUL</c>. Instances with the same id share the work; change it, and the application starts from nothing.
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

    /// <summary>Default <see cref="ProcessingGuarantee.ExactlyOnce"/>.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>
    /// How long results and offsets are gathered before they are committed; zero commits after every poll. Default 100 ms.
    /// Exactly-once it is the latency of results. At-least-once it is how much may be done again; longer is not cheaper by much,
    /// and records wait while more is committed at once.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How many stream threads share the partitions of this instance; 0 to 256. Default 1. With 0 nothing runs by itself: call
    /// <see cref="StreamsApplication.Step"/>, as tests do.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>What happens to records that cannot be processed. Default <see cref="BadRecordPolicy.Fail"/>.</summary>
    public BadRecordPolicy BadRecords { get; init; } = BadRecordPolicy.Fail;

    /// <summary>
    /// What happens to results, state entries and records of repartition topics that cannot be written, because their topic takes no
    /// record of their size or their serde throws. Default <see cref="UnwritableRecordPolicy.Fail"/>.
    /// </summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>
    /// What happens when the next offset to read of an input is no longer in the log, because retention or a deletion of records
    /// passed it. Default <see cref="OffsetOutOfRangePolicy.Fail"/>. An offset past the end of the log always stops the application.
    /// </summary>
    public OffsetOutOfRangePolicy OffsetOutOfRange { get; init; } = OffsetOutOfRangePolicy.Fail;

    /// <summary>
    /// How far past the wall clock an event time may be; records beyond are rejected: counted, never applied, and they never
    /// move stream time. Repartition topics are not rejected again. Default 1 hour; not negative.
    /// </summary>
    public TimeSpan MaxFutureSkew { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The earliest event time that is plausible; records with an earlier one are rejected like those too far in the future: counted, never
    /// applied. So times in seconds do not pass for milliseconds of January 1970; the reason then says <c>time-in-seconds</c>. Null, or 1970-01-01,
    /// accepts every time that is not negative, for tests and replays of invented times. Default 1990-01-01T00:00:00Z; not before 1970.
    /// </summary>
    public DateTimeOffset? EarliestEventTime { get; init; } = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// When all inputs of a task have been read to their ends and nothing came for this long, its stream time follows the wall
    /// clock, so that the last windows close without new traffic. Null (the default) never does that: right for replays.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How long a partition that has been read to its end may get nothing before stream time goes on without it, in tasks that
    /// read several partitions and in tasks behind a repartition topic. Independent of <see cref="IdleTimeout"/>. Default 5 s; not
    /// negative. Zero never waits for an empty partition. A record that comes later than this after a pause may be late there.
    /// </summary>
    public TimeSpan UpstreamIdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a task behind a repartition topic waits for an upstream task that sends nothing, because it is being restored or
    /// moved, before stream time goes on without it. Windows stay open meanwhile. Logged after 30 s; when the time is over it is
    /// logged and counted (<see cref="StreamsMetrics.UpstreamsLeftOut"/>). Default 10 minutes; positive, and at least 5 minutes is
    /// advisable, because upstream tasks repeat their stream time every 5 s to 2 minutes.
    /// </summary>
    public TimeSpan UpstreamWaitTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The most bytes of an input record, key and value together; checked before parsing. Default 1 MiB; 1 to 32 MiB. Changelogs and
    /// repartition topics are created for records of twice as many bytes and 64 KiB: room for a key and a value that each come from all
    /// of an input record, and for the sessions or windows of a key. Topics that exist keep their limit.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How much memory the state, the records on their way and the clients' queues take together, in bytes, whatever the number of
    /// stores, partitions and threads; at least 32 MiB. Default 256 MiB. What of the state does not fit stays on disk and is read when
    /// it is needed. The runtime, the code and the garbage collector's reserves come on top: plan with 1.3 times the budget and 90 MiB.
    /// With <see cref="InMemoryState"/> the state itself is in memory too, beyond the budget. On Linux with glibc, starting an application
    /// limits the arenas of malloc and has freed blocks given back, for the whole process, unless MALLOC_ variables say otherwise.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = 256L << 20;

    /// <summary>
    /// How long to try to reach the log at start, with growing pauses, before giving up; not negative. Each failed attempt is logged with its reason. Zero
    /// makes one attempt, however long its requests take. Default 60 s.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one request to the log may take. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long to pause while the disk of the state directory, or of a log that says so (<see cref="RecordLogFullException"/>), is full, before the
    /// application stops; zero stops at once. Default 5 minutes; not negative. Membership in the group is kept meanwhile.
    /// </summary>
    public TimeSpan DiskFullTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many times in a row, without a commit between, a stream thread starts its tasks over after a fault of the log before
    /// it stops the application. Default 10.
    /// </summary>
    public int MaxConsecutiveFailures { get; init; } = 10;

    /// <summary>
    /// Distinguishes instances of one application on the log: different for each that runs at the same time, and the same after a
    /// restart. Then a restarted instance gets its partitions back at once even when it was killed, and settles what it left
    /// open; of two processes with the same id one stops with an error. Default null: an id is created and kept
    /// in the state directory; with <see cref="InMemoryState"/> it is another one after each start.
    /// </summary>
    public string? InstanceId { get; init; }

    /// <summary>
    /// Whether stores look for keys and values that a processor changed without putting them again, as <see cref="IStateStore"/>
    /// forbids; the application then fails with an <see cref="InvalidOperationException"/>. Default false: each use of a store
    /// costs a serialization. For tests and for the search for such a mistake; <c>TopologyTestDriver</c> sets it.
    /// </summary>
    public bool ChecksStores { get; init; }

    /// <summary>The clock. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where to log. Default nowhere; then what must not be missed, above all the error that stops the application, goes to standard error.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where to write what must not be missed when there is no logger; null for the process's standard error.</summary>
    internal TextWriter? ErrorOutput { get; init; }

    /// <summary>How many entries each store of a task keeps in memory after a commit, however small they are.</summary>
    internal int MaxLiveEntries { get; init; } = int.MaxValue;

    /// <summary>
    /// How long after its commit a change may be written to its row: the changelog's tail that is replayed after a crash. Most
    /// entries change again, or are gone, in less.
    /// </summary>
    internal TimeSpan WriteBackDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest record that internal topics are created for.</summary>
    internal int InternalRecordBytes => (2 * MaxRecordBytes) + (64 * 1024);

    /// <summary>The topics of dead letters, each once.</summary>
    internal IEnumerable<string> DeadLetterTopics => new[] { BadRecords.DeadLetterTopic, UnwritableRecords.DeadLetterTopic }.OfType<string>().Distinct();

    /// <summary>How long a drain waits for others before it says for whom.</summary>
    internal TimeSpan DrainReportDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where state is kept, in place of <see cref="StateDirectory"/>.</summary>
    internal StateStorage? StateStorage { get; init; }

    /// <summary>Whether the instance has no directory of its own.</summary>
    internal bool KeepsStateInMemory => InMemoryState || StateStorage is not null;

    internal void Validate()
    {
        var mistakes = new MistakeList();
        mistakes.AddUnless(ApplicationId is not null && StoreName.IsValid(ApplicationId), $"{nameof(ApplicationId)} must be {StoreName.Rule}.");
        mistakes.AddUnless(InstanceId is null || StoreName.IsValid(InstanceId), $"{nameof(InstanceId)} must be {StoreName.Rule}.");
        mistakes.AddUnless(
            StateDirectory is not ['~', ..],
            $"{nameof(StateDirectory)} begins with '~', which only a shell replaces by the home directory. Give the whole path, or begin with './~' for a directory of that name.");
        mistakes.AddUnless(StateDirectory is null || !InMemoryState, $"{nameof(StateDirectory)} is set and {nameof(InMemoryState)} is true; set one of them.");
        mistakes.AddUnlessAtLeast(CommitInterval, TimeSpan.Zero, nameof(CommitInterval));
        mistakes.AddUnlessBetween(Threads, 0, 256, nameof(Threads));
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
        mistakes.ThrowIfAny($"The {nameof(StreamsOptions)} are not valid");
    }
}
