using System.Runtime.InteropServices;
using ClickstreamAnalysis;
using Microsoft.Extensions.Logging;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Feeding;
using ShopAnalytics.Hosting;
using ShopAnalytics.Replay;
using ShopAnalytics.Terminal;
using Spectre.Console;

const int Failed = 1;
const int Interrupted = 130;

var (options, exitCode) = new ShopCommandLine().Parse(args, Console.Out, Console.Error);
if (options is null)
{
    return exitCode;
}

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var clock = TimeProvider.System;
var isLive = !options.Json && AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
using var messages = new MessageLog(clock);
using var loggers = LoggerFactory.Create(logging =>
{
    logging.SetMinimumLevel(LogLevel.Information);
    if (isLive)
    {
        logging.AddProvider(messages);
    }
    else
    {
        // Standard output belongs to the results.
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddSimpleConsole(format => format.SingleLine = true);
    }
});

try
{
    if (options.Replay is { } file)
    {
        // A file that is no replay is a mistake on the command line: say so before anything is made.
        using var replay = new CsvReplay(file, options.Speed, clock);
    }
}
catch (ReplayException e)
{
    Console.Error.WriteLine($"ShopAnalytics: {e.Message}");
    return ShopCommandLine.BadUsage;
}

try
{
    using var view = new ViewOutput(
        isLive ? new LiveView(AnsiConsole.Console, clock) : new PlainView(Console.Out, clock), () => messages.Messages);
    IOutput output = options.Json ? new JsonOutput(Console.OpenStandardOutput(), options.UntilEnd) : view;
    var isComplete = await new ShopHost(options, StateLocation.Of(options), clock, loggers).RunAsync(output, stop.Token);
    return isComplete || !options.UntilEnd ? 0 : Interrupted;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Nothing was begun that had to come to its end.
    return options.UntilEnd ? Interrupted : 0;
}
catch (BadRecordException e)
{
    Console.Error.WriteLine($"ShopAnalytics: {e.Message} Here that is --bad-input skip or --bad-input dead-letter.");
    return Failed;
}
catch (Exception e) when (e is ShopException or FeedException or ReplayException or StreamsException or StateException or RecordLogException or OperatorException
    or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"ShopAnalytics: {e.Message}");
    return Failed;
}

void Stop(PosixSignalContext signal)
{
    // The first time in order, the second time at once.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
