using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.CommandLine;

/// <summary>Options with a duration: <c>100ms</c>, <c>2s</c>, <c>5min</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Ms)[] s_units = [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)];

    public static Option<TimeSpan> Option(string name, TimeSpan byDefault, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => byDefault,
        CustomParser = Parse,
    };

    private static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        foreach (var (unit, ms) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return TimeSpan.FromMilliseconds(number * ms);
            }
        }

        result.AddError($"'{text}' is no duration. Write for example 100ms, 2s or 5min.");
        return default;
    }
}
