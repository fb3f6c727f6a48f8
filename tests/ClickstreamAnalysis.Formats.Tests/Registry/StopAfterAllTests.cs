using ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>Ends the registry after the last test. It has no namespace because a set-up fixture covers its own namespace only, and this one must cover all.</summary>
[SetUpFixture]
public sealed class StopAfterAllTests
{
    [OneTimeTearDown]
    public void Stop() => TestRegistry.Stop();
}
