using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>The program of this assembly: one instance in a process of its own, which can be killed. Prints what it knows whenever that changes.</summary>
internal static class OwnerProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var bootstrap, var applicationId, var name])
        {
            Console.Error.WriteLine("Started by a test, with the brokers, the application and the name of the instance.");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await using var log = new KafkaLog(bootstrap);
        await using var instance = await KafkaInstance.StartAsync(log, applicationId, name, knowledge => Console.WriteLine(knowledge));
        await Task.WhenAny(instance.Application.Completion, Task.Delay(Timeout.Infinite, stop.Token));
        return 0;
    }
}
