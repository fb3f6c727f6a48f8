namespace ClickstreamAnalysis.Hosting.Tests.Running;

[TestFixture]
public sealed class RestartBackoffTests
{
    private static readonly RestartBackoff s_backoff = new() { InitialDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromSeconds(9) };

    [TestCase(1, 2)]
    [TestCase(2, 4)]
    [TestCase(3, 8)]
    [TestCase(4, 9)]
    [TestCase(int.MaxValue, 9)]
    public void PauseAfter_FailuresInARow_DoublesUpToTheLongest(int failures, int seconds) =>
        Assert.That(s_backoff.PauseAfter(failures), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
}
