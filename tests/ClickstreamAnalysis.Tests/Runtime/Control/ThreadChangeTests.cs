using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>The simulated log.</summary>
public sealed class ThreadChangeTests : ThreadChangeContract
{
    protected override int Records => 30_000;

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new SimulatedLog());

    [Test]
    public async Task Threads_OfASteppedOrStoppedApplication_CannotBeChanged()
    {
        var application = await SteppedApplication.StartAsync(CountingTopology.Create("in", "out"), SteppedApplication.LogWith(("in", 1), ("out", 1)));

        Assert.That(async () => await application.Application.AddThreadAsync(), Throws.InvalidOperationException.With.Message.Contains("Threads = 0"));
        await application.DisposeAsync();
        Assert.That(async () => await application.Application.RemoveThreadAsync(), Throws.InvalidOperationException.With.Message.Contains("stopped"));
    }
}
