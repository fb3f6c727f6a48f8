using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>A whole task with rows in memory, whose changelogs and results are dropped: what is left is the work of the operators.</summary>
internal sealed class MicroTask
{
    /// <summary>As many as come between two commits every 100 ms at 100,000 a second.</summary>
    public const int ClicksPerCommit = 10_000;

    private const int ClicksPerBatch = 1_000;

    private readonly MicroClicks _clicks = new(count: 100_000);
    private readonly MemoryStateDatabase _database = new();
    private readonly StateBatch _batch;
    private readonly StreamTask _task;

    public MicroTask(Action<KStream<string, ClickEvent>> describe)
    {
        var builder = new TopologyBuilder();
        describe(builder.Clicks(MicroClicks.Topic, serde: new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign)));
        var subTopology = builder.Build().SubTopologies[0];
        var environment = new TaskEnvironment
        {
            TimeProvider = TimeProvider.System,
            LoggerFactory = NullLoggerFactory.Instance,
            Database = _database,
            Producer = new Dropping(),
            BadRecords = BadRecordPolicy.Fail,
            MaxFutureSkew = TimeSpan.FromDays(10_000),
            MaxRecordBytes = 1024 * 1024,
            LiveMemory = new LiveMemory(long.MaxValue / 2),
            WriteBackDelay = TimeSpan.FromSeconds(2),
            ResolveOutput = static topic => (topic.Name, 4),
            InternalTopic = static topic => topic,
            UpstreamOf = static _ => new Upstream(0, 4),
            Losses = new LossBoard(TimeProvider.System, NullLogger.Instance),
        };
        _batch = _database.CreateBatch();
        _task = new StreamTask(new TaskId(0, 0), subTopology, new TaskState(new TaskId(0, 0), subTopology.Stores, environment), environment);
    }

    /// <summary>Processes clicks, closes what is due and commits.</summary>
    public long Run()
    {
        for (var i = 0; i < ClicksPerCommit; i += ClicksPerBatch)
        {
            var wallClockMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            _task.Environment.Closing.Renew();
            _task.BeginBatch(wallClockMs, wallClockMs);
            for (var j = 0; j < ClicksPerBatch; j++)
            {
                _task.Process(_task.Inputs[0], _clicks.Next());
            }

            _task.EndBatch(wallClockMs);
        }

        _task.ForwardHeld();
        _task.Flush();
        _task.Committed(static _ => { });
        _batch.Clear();
        _task.WriteBack(_batch, everything: false);
        _database.Apply(_batch);
        return _task.Clock.StreamTimeMs;
    }

    private sealed class Dropping : TaskProducer
    {
        public override bool IsTransactional => true;

        private long _produced;

        public override void Produce(in RawRecord record) => _produced++;

        public override long LastOffset(TopicPartition partition) => _produced - 1;
    }
}
