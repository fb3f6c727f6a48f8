using System.Runtime.InteropServices;
using ClickstreamAnalysis;
using Microsoft.Extensions.Logging;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Feeding;
using ShopAnalytics.Formats;
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
var announcements = options.Json ? Console.Error : Console.Out;
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var clock = TimeProvider.System;
var isLive = !options.Json && AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
using var messages = new MessageLog(clock);
using var loggers = LoggerFactory.Create(logging =>
{
    logging.SetMinimumLevel(LogLevel.Information);
    logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    if (isLive)
    {
        logging.AddProvider(messages);
    }
    else
    {
        // Standard output is for results only.
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddSimpleConsole(format => format.SingleLine = true);
    }
});

try
{
    if (options.Replay is { } file)
    {
        // An unreadable file is a mistake on the command line, so it is reported before anything is created.
        using var format = ShopFormat.Of(options);
        using var replay = ShopHost.SourceOf(file, options, format, clock);
    }
}
catch (ReplayException e)
{
    Console.Error.WriteLine($"ShopAnalytics: {e.Message}");
    return ShopCommandLine.BadUsage;
}

try
{
    var location = StateLocation.Of(options);
    announcements.WriteLine("Starting. The first results take a few seconds, a minute on a slow machine.");
    announcements.WriteLine($"Data is kept in '{location.Directory}'. To start over, remove it: {Endings.RemovalOf(location.Directory)}");
    announcements.WriteLine("Stop with Ctrl-C. The next start continues.");
    using var view = new ViewOutput(
        isLive ? new LiveView(AnsiConsole.Console, clock) : new PlainView(Console.Out, clock), () => messages.Messages);
    IOutput output = options.Json ? new JsonOutput(Console.OpenStandardOutput(), options.UntilEnd) : view;
    var isComplete = await new ShopHost(options, location, clock, loggers).RunAsync(output, stop.Token);
    return isComplete || !options.UntilEnd ? 0 : Interrupted;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Nothing had started yet.
    return options.UntilEnd ? Interrupted : 0;
}
catch (BadRecordException e)
{
    Console.Error.WriteLine($"ShopAnalytics: {e.Message} In this sample, use --bad-input skip or --bad-input dead-letter.");
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
    // The first signal stops gracefully, the second one at once.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
