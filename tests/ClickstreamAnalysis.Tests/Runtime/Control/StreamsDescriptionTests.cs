using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>The description of a running application, and its events.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class StreamsDescriptionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);

    private StreamsOptions Options => SteppedApplication.Options with { TimeProvider = _clock, InstanceId = "one" };

    [Test]
    public async Task Describe_RunningApplication_NamesThreadsTasksPartitionsAndStores()
    {
        await using var application = await RunAsync(records: 3);

        var description = application.Application.Describe();
        Assert.That((description.ApplicationId, description.InstanceId, description.State, description.IsPaused), Is.EqualTo(("app", "one", StreamsState.Running, false)));
        Assert.That(description.Since, Is.EqualTo(SteppedApplication.Now));
        var thread = description.Threads.Single();
        Assert.That((thread.Name, thread.Index, thread.State), Is.EqualTo(("app-stream-0", 0, StreamThreadState.Running)));
        var task = thread.Tasks[0];
        Assert.That((task.Id, task.SubTopology, task.Partition, task.Status), Is.EqualTo(("0_0", 0, 0, StreamTaskStatus.Running)));
        Assert.That(task.StreamTime, Is.EqualTo(DateTimeOffset.UnixEpoch.AddMilliseconds(2)));
        var input = task.Inputs.Single();
        Assert.That((input.Topic, input.Partition, input.CommittedOffset, input.EndOffset, input.Lag), Is.EqualTo(("in", 0, 3L, 3L, 0L)));
        Assert.That((task.Stores.Single().Name, task.Stores.Single().EntriesInMemory), Is.EqualTo(("counts", 3L)));
        Assert.That(description.Stores.Single(), Has.Property("EntriesInMemory").EqualTo(3).And.Property("BytesInMemory").GreaterThan(100));
        Assert.That(
            description.ToString(),
            Does.StartWith("app (instance one): running since 2026-03-01 12:00:00 UTC").And.Contain("thread app-stream-0 running").And.Contain("in-0 committed 3, end 3, lag 0"));
    }

    [Test]
    public async Task Describe_StateOnDisk_HasTheSizeOfItsRows()
    {
        var directory = Directory.CreateTempSubdirectory("described-").FullName;
        try
        {
            await using var application = await SteppedApplication.StartAsync(
                CountingTopology.Create("in", "out"), SteppedApplication.LogWith(("in", 1), ("out", 1)), Options with { InMemoryState = false, StateDirectory = directory });
            Produce(application, 0, 3);
            application.RunToIdle();
            _clock.Advance(TimeSpan.FromSeconds(5));
            application.RunToIdle();

            Assert.That(application.Application.Describe().Stores.Single(), Has.Property("DatabaseBytes").GreaterThan(0).And.Property("Name").EqualTo("counts"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task Describe_AfterALag_ShowsIt()
    {
        await using var application = await RunAsync(records: 3);
        _ = application.Application.PauseAsync();
        application.Step();
        Produce(application, 3, 6);
        _clock.Advance(TimeSpan.FromSeconds(2));
        application.Step();

        var input = application.Application.Describe().Threads.Single().Tasks[0].Inputs.Single();
        Assert.That((input.EndOffset, input.Lag), Is.EqualTo((6L, 3L)));
        Assert.That(application.Application.Describe().ToString(), Does.Contain(", paused, since").And.Contain("is paused until Resume is called"));
    }

    [Test]
    public async Task Describe_AsJson_IsGeneratedAtCompileTimeAndReadsBack()
    {
        await using var application = await RunAsync(records: 3);
        var description = application.Application.Describe();

        var json = JsonSerializer.Serialize(description, DescriptionJson.Default.StreamsDescription);
        var read = JsonSerializer.Deserialize(json, DescriptionJson.Default.StreamsDescription);

        Assert.That(read!.ToString(), Is.EqualTo(description.ToString()));
        Assert.That(json, Does.Contain("\"committedOffset\":3").And.Contain("\"state\":\"Running\""));
        var progress = new StreamsProgress(_clock.GetUtcNow(), [new WorkProgress(WorkKind.Restore, 1, 4, 2, _clock.GetUtcNow(), false, null)], []);
        Assert.That(JsonSerializer.Serialize(progress, DescriptionJson.Default.StreamsProgress), Does.Contain("\"fraction\":0.25").And.Contain("\"timeLeft\":\"00:00:02\""));
    }

    [Test]
    public async Task Describe_BeforeTheStartAndAfterTheStop_HasNoThreads()
    {
        var application = new StreamsApplication(CountingTopology.Create("in", "out"), SteppedApplication.LogWith(("in", 1), ("out", 1)), Options);
        Assert.That((application.Describe().State, application.Describe().Threads.Count), Is.EqualTo((StreamsState.Created, 0)));

        await application.StartAsync();
        await application.DisposeAsync();
        Assert.That((application.Describe().State, application.Describe().Threads.Count), Is.EqualTo((StreamsState.Stopped, 0)));
    }

    [Test]
    public async Task StateChanged_FromStartToStop_ComesInOrder_AndAHandlerThatThrowsIsLogged()
    {
        var logged = new RecordedLogs();
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var changes = new List<StreamsStateChange>();
        var stopped = new TaskCompletionSource();
        var application = new StreamsApplication(CountingTopology.Create("in", "out"), log, Options with { LoggerFactory = logged });
        application.StateChanged += (_, _) => throw new NotSupportedException("mistake");
        application.StateChanged += (sender, change) =>
        {
            Assert.That(sender, Is.SameAs(application));
            changes.Add(change);
            if (change.NewState == StreamsState.Stopped)
            {
                stopped.SetResult();
            }
        };

        await application.StartAsync();
        while (application.State != StreamsState.Running)
        {
            application.Step();
        }

        await application.DisposeAsync();
        await stopped.Task.WaitAsync(s_patience);

        Assert.That(
            changes.Select(change => change.ToString()),
            Is.EqualTo(new[] { "Created -> Starting", "Starting -> Restoring", "Restoring -> Running", "Running -> Stopping", "Stopping -> Stopped" }));
        Assert.That(logged.With("threw. The application continues"), Has.Length.EqualTo(5));
    }

    [Test]
    public async Task ProgressChanged_WhilePaused_NamesTheWait()
    {
        await using var application = await RunAsync(records: 1);
        var progress = new TaskCompletionSource<StreamsProgress>();
        application.Application.ProgressChanged += (_, now) => progress.TrySetResult(now);
        _ = application.Application.PauseAsync();
        application.Step();
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await progress.Task.WaitAsync(s_patience)).Waits.Single().Reason, Is.EqualTo(WaitReason.Resume));
    }

    private async Task<SteppedApplication> RunAsync(int records)
    {
        var application = await SteppedApplication.StartAsync(CountingTopology.Create("in", "out"), SteppedApplication.LogWith(("in", 2), ("out", 1)), Options);
        Produce(application, 0, records);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(1));
        application.RunToIdle();
        return application;
    }

    private static void Produce(SteppedApplication application, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            application.Produce("in", 0, i, [0, 0, 0, (byte)i], [0, 0, 0, 1]);
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
    [JsonSerializable(typeof(StreamsDescription))]
    [JsonSerializable(typeof(StreamsProgress))]
    private sealed partial class DescriptionJson : JsonSerializerContext;
}
