using ShopAnalytics.CommandLine;

namespace ClickstreamAnalysis.Tests.Samples;

/// <summary>The options of a sample that replays a file to its end and prints results as JSON.</summary>
internal static class ReplayOptions
{
    public static ShopOptions Of(string file, string state, BadInput badInput) => new()
    {
        Replay = new FileInfo(file),
        Json = true,
        UntilEnd = true,
        State = new DirectoryInfo(state),
        Gap = TimeSpan.FromMinutes(30),
        Grace = TimeSpan.FromSeconds(60),
        ConversionWindow = TimeSpan.FromHours(1),
        Guarantee = Guarantee.ExactlyOnce,
        CommitInterval = TimeSpan.FromMilliseconds(20),
        Seed = 1,
        Rate = 50,
        History = TimeSpan.Zero,
        BadInput = badInput,
        StartTimeout = TimeSpan.FromSeconds(30),
    };
}
