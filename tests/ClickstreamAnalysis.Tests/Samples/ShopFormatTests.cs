using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Formats;
using ShopAnalytics.Hosting;

namespace ClickstreamAnalysis.Tests.Samples;

/// <summary>The whole sample, on lines in the formats of other programs.</summary>
public sealed class ShopFormatTests
{
    private static readonly (ClickFormat Format, Func<string, string, int, string> Line)[] s_formats =
    [
        (ClickFormat.Segment, (user, name, second) => $$"""{"type":"track","userId":"{{user}}","event":"{{name}}","timestamp":"2026-03-01T12:00:{{second:D2}}Z"}"""),
        (ClickFormat.Posthog, (user, name, second) => $$"""{"event":"{{name}}","distinct_id":"{{user}}","timestamp":"2026-03-01T12:00:{{second:D2}}Z","properties":{},"uuid":"0"}"""),
        (ClickFormat.Ga4, (user, name, second) => $$"""{"event_name":"{{name}}","user_pseudo_id":"{{user}}","event_timestamp":"{{1_772_366_400_000_000 + (second * 1_000_000L)}}"}"""),
        (ClickFormat.SnowplowJson, (user, name, second) => $$"""{"event_name":"{{name}}","domain_userid":"{{user}}","derived_tstamp":"2026-03-01 12:00:{{second:D2}}.000"}"""),
        (ClickFormat.SnowplowTsv, (user, name, second) => $"{new string('\t', 5)}{name}{new string('\t', 7)}{user}{new string('\t', 112)}2026-03-01 12:00:{second:D2}.000{new string('\t', 6)}"),
        (ClickFormat.Matomo, (user, name, second) => $$"""{"idsite":1,"rec":1,"_id":"{{user}}","e_a":"{{name}}","cdt":{{1_772_366_400 + second}}}"""),
        (ClickFormat.Cloudevents, (user, name, second) => $$"""{"specversion":"1.0","type":"{{name}}","time":"2026-03-01T12:00:{{second:D2}}Z","data":{"user":"{{user}}"},"id":"1"}"""),
        (ClickFormat.AccessLog, (user, name, second) => $"host - {user} [01/Mar/2026:12:00:{second:D2} +0000] \"{name} / HTTP/1.1\" 200 5"),
    ];

    private static IEnumerable<TestCaseData> Formats() => s_formats.Select(format => new TestCaseData(format.Format.ToString(), format.Line).SetArgDisplayNames($"{format.Format}"));

    [Test]
    public void Every_format_of_other_programs_is_run() =>
        Assert.That(s_formats.Select(static format => format.Format), Is.EquivalentTo(Enum.GetValues<ClickFormat>().Where(ShopFormat.IsOfOthers)));

    [TestCaseSource(nameof(Formats))]
    public async Task A_replay_of_lines_gives_sessions_and_the_funnel_and_counts_bad_lines(string format, Func<string, string, int, string> line)
    {
        var directory = Directory.CreateTempSubdirectory("shop-format-");
        try
        {
            var file = Path.Combine(directory.FullName, "clicks.log");
            await File.WriteAllLinesAsync(file, [line("ann", "view", 0), "no click", line("ann", "cart", 5), line("ben", "view", 7), "", line("ann", "purchase", 9)]);
            var options = ReplayOptions.Of(file, Path.Combine(directory.FullName, "state"), BadInput.Skip);
            var lines = await RunAsync(options with { Format = Enum.Parse<ClickFormat>(format), Partitions = 1 });

            Assert.That(
                lines.Where(result => TypeOf(result) == "session").Select(session => $"{session.GetProperty("user")} {session.GetProperty("eventCount")} {session.GetProperty("end")}").Order(),
                Is.EqualTo(new[] { "ann 3 1772366409000", "ben 1 1772366407000" }));
            Assert.That(
                lines.Last(result => TypeOf(result) == "funnel").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("users").GetInt64()), Is.EqualTo(new[] { 2, 1, 1 }));
            var summary = lines.Single(result => TypeOf(result) == "summary");
            Assert.That((summary.GetProperty("read").GetInt64(), summary.GetProperty("failed").GetInt64()), Is.EqualTo((5, 1)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string? TypeOf(JsonElement line) => line.GetProperty("type").GetString();

    private static async Task<JsonElement[]> RunAsync(ShopOptions options)
    {
        using var stdout = new MemoryStream();
        await new ShopHost(options, StateLocation.Of(options), TimeProvider.System, NullLoggerFactory.Instance).RunAsync(new JsonOutput(stdout, untilEnd: true), default);
        return [.. Encoding.UTF8.GetString(stdout.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
