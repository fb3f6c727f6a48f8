namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A task disposes its processors when it closes, and when it cannot be created.</summary>
[TestFixture]
public sealed class ProcessorDisposalTests
{
    private readonly List<string> _calls = [];

    [SetUp]
    public void ForgetCalls() => _calls.Clear();

    [Test]
    public async Task Stop_ProcessorThatIsDisposable_IsClosedAndThenDisposedOncePerTask()
    {
        await RunAsync(topology => topology.Stream<string, string>("in").Process("one", () => new Recorder(_calls, "one")), partitions: 2);
        Assert.That(_calls, Is.EqualTo(new[] { "one closed", "one disposed", "one closed", "one disposed" }));
    }

    [Test]
    public async Task Stop_ProcessorThatIsAsyncDisposable_IsDisposed()
    {
        await RunAsync(topology => topology.Stream<string, string>("in").Process("one", () => new AsyncRecorder(_calls)));
        Assert.That(_calls, Is.EqualTo(new[] { "disposed asynchronously" }));
    }

    [Test]
    public async Task Stop_ProcessorOfAScope_DisposesTheScopeOnly()
    {
        await RunAsync(topology => topology.Stream<string, string>("in").Process("one", () => new Scope(_calls)));
        Assert.That(_calls, Is.EqualTo(new[] { "inner closed", "scope disposed" }));
    }

    [Test]
    public void Start_SecondProcessorThrows_DisposesBoth()
    {
        Assert.That(
            async () => await RunAsync(topology =>
            {
                var stream = topology.Stream<string, string>("in");
                stream.Process("one", () => new Recorder(_calls, "one"));
                stream.Process("two", () => new Recorder(_calls, "two", throws: "Initialize"));
            }),
            Throws.InstanceOf<OperatorException>());
        Assert.That(_calls, Is.EquivalentTo(new[] { "one closed", "one disposed", "two disposed" }));
    }

    [Test]
    public void Stop_FirstProcessorThrows_DisposesBothAndReportsIt()
    {
        Assert.That(
            async () => await RunAsync(topology =>
            {
                var stream = topology.Stream<string, string>("in");
                stream.Process("one", () => new Recorder(_calls, "one", throws: "Close"));
                stream.Process("two", () => new Recorder(_calls, "two"));
            }),
            Throws.InstanceOf<OperatorException>());
        Assert.That(_calls, Is.EquivalentTo(new[] { "one closed", "one disposed", "two closed", "two disposed" }));
    }

    private static async Task RunAsync(Action<TopologyBuilder> build, int partitions = 1)
    {
        var builder = new TopologyBuilder();
        build(builder);
        await using var log = SteppedApplication.LogWith(("in", partitions));
        await using var application = new StreamsApplication(builder.Build(), log, SteppedApplication.Options);
        await application.StartAsync();
        for (var turn = 0; turn < 10; turn++)
        {
            application.Step();
        }

        await application.StopAsync();
    }

    private sealed class Recorder(List<string> calls, string name, string throws = "") : IProcessor<string, string, string, string>, IDisposable
    {
        public void Initialize(IProcessorContext<string, string> context) => ThrowIf(nameof(Initialize));

        public void Process(in Record<string, string> record)
        {
        }

        public void Close()
        {
            calls.Add($"{name} closed");
            ThrowIf(nameof(Close));
        }

        public void Dispose() => calls.Add($"{name} disposed");

        private void ThrowIf(string call)
        {
            if (throws == call)
            {
                throw new NotSupportedException(call);
            }
        }
    }

    private sealed class AsyncRecorder(List<string> calls) : IProcessor<string, string, string, string>, IAsyncDisposable
    {
        public void Initialize(IProcessorContext<string, string> context)
        {
        }

        public void Process(in Record<string, string> record)
        {
        }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            calls.Add("disposed asynchronously");
        }
    }

    private sealed class Scope(List<string> calls) : IProcessorScope<Recorder>
    {
        public Recorder Processor { get; } = new(calls, "inner");

        public void Dispose() => calls.Add("scope disposed");
    }
}
