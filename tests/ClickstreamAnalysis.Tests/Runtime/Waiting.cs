namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Waits for what applications do on threads of their own.</summary>
internal static class Waiting
{
    /// <summary>How long a test waits before it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(Patience));
            await Task.Delay(5);
        }
    }
}
