using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Creates stream threads: the one place that knows how their parts fit together.</summary>
internal static class StreamThreadFactory
{
    /// <param name="index">The number of the thread in its application.</param>
    /// <param name="environment">What the threads of the application share.</param>
    public static StreamThread Create(int index, ThreadEnvironment environment)
    {
        var options = environment.Options;
        var logger = options.LoggerFactory.CreateLogger<StreamThread>();
        var clientId = $"{options.ApplicationId}-{environment.InstanceId}-{index}";
        var tasks = new TaskTable();
        var consumer = CreateConsumer(index, clientId, environment);
        var producer = new ThreadProducer(environment, clientId, logger);
        var restoration = new Restoration(environment, logger);
        var taskEnvironment = environment.ForTasks(producer);
        var takeover = new TaskTakeover(environment, taskEnvironment, consumer, restoration, tasks, logger);
        var committer = new Committer(environment, producer, consumer, tasks, new RepartitionPurge(environment.Log.Admin, logger), new Recordings(environment, tasks));
        var readiness = new Readiness(environment, producer, takeover, committer);
        var recovery = new Recovery(index, environment, consumer, producer, takeover, readiness, logger);
        var commits = new CommitCycle(committer, new CommitClock(options.TimeProvider, options.CommitInterval), tasks, environment.Memory.Live, recovery.Committed);
        return new StreamThread(index, environment, consumer, producer, committer, restoration, taskEnvironment.Closing, logger)
        {
            Tasks = tasks,
            Takeover = takeover,
            Readiness = readiness,
            Recovery = recovery,
            Commits = commits,
            Membership = new GroupSubscription(index, consumer, producer, takeover, readiness, commits, recovery, environment.Telemetry, logger),
            Router = new RecordRouter(tasks),
            Waiting = new WaitingRecords(tasks, consumer, new SerdeWaits(options.TimeProvider, environment.Waits, logger)),
            Idle = new IdleInputs(
                tasks, consumer, options, new SilentUpstreams(options, environment.Metrics, environment.Waits, logger), new EndConfirmation(consumer)),
            Drain = new DrainStep(tasks, consumer, options),
            Pausing = new PauseStep(index, environment, tasks, consumer, commits),
            Describer = new ThreadDescriber(index, environment, tasks, consumer, restoration, takeover),
            Report = new ThreadReport(index, environment, tasks, consumer, restoration, new StandstillReport(tasks, consumer, environment.Waits, options, logger)),
        };
    }

    private static ILogConsumer CreateConsumer(int index, string clientId, ThreadEnvironment environment) =>
        environment.Log.CreateConsumer(new LogConsumerOptions
        {
            GroupId = environment.Options.ApplicationId,
            InstanceId = InstanceIdentity.IsKept(environment.Options) ? $"{environment.InstanceId}-{index}" : null,
            ClientId = clientId,
            OffsetReset = OffsetReset.Fail, // each task knows where to start
            QueueBytes = environment.Memory.ConsumerBytes,
            ReadHeaders = environment.ReadsHeaders,
        });
}
