using System.CommandLine;
using System.Text.Json;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Runs one phase and prints its result: each phase is a process of its own, so that none warms up or loads another.</summary>
internal static class PhaseCommand
{
    public const string Name = "rate-phase";

    public static Command Create()
    {
        var phase = new Argument<string>("phase");
        var settings = new Argument<string>("settings");
        var command = new Command(Name, "A part of 'rate'; not for use by hand.") { phase, settings };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var with = JsonSerializer.Deserialize<RateSettings>(parsed.GetRequiredValue(settings))!;
            var result = await (parsed.GetRequiredValue(phase) switch
            {
                "fill" => Phases.FillAsync(with),
                "bare" => Phases.BareAsync(with),
                "engine" => Phases.EngineAsync(with),
                var unknown => throw new ArgumentException($"There is no phase '{unknown}'."),
            });
            Console.WriteLine(JsonSerializer.Serialize(result));
        });
        return command;
    }
}
