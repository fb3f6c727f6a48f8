using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.Broker;

/// <summary>One throw-away Kafka node, broker and controller in one, from any Kafka download, on free loopback ports.</summary>
internal sealed class LocalBroker : IDisposable
{
    private static readonly TimeSpan FormatTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly string _kafkaHome;
    private readonly string _directory;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private LocalBroker(string kafkaHome, string directory, int port)
    {
        _kafkaHome = kafkaHome;
        _directory = directory;
        BootstrapServers = $"127.0.0.1:{port}";
    }

    /// <summary>Where it listens.</summary>
    public string BootstrapServers { get; }

    /// <summary>Formats a log directory under the temporary folder, starts the node, and waits until it answers.</summary>
    public static LocalBroker Start(string kafkaHome)
    {
        var (port, controllerPort) = FreePorts();
        var directory = Directory.CreateTempSubdirectory("clickstream-kafka-").FullName;
        var broker = new LocalBroker(kafkaHome, directory, port);
        AppDomain.CurrentDomain.ProcessExit += broker.OnProcessExit;
        try
        {
            File.WriteAllText(broker.PropertiesFile, Properties(Path.Combine(directory, "data"), port, controllerPort));
            broker.Format();
            broker.StartNode();
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>Kills the node without warning.</summary>
    public void Stop() => Kill();

    /// <summary>Kills the node without warning, and starts it again with what it wrote.</summary>
    public void Restart()
    {
        Kill();
        _process!.Dispose();
        StartNode();
    }

    /// <summary>Ends the node and removes what it wrote.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Kill();
        _process?.Dispose();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // Windows keeps files of a killed process open for a moment; the folder is temporary anyway.
        }
    }

    // The heap is small because several projects may test at once; replication 1 because there is one node; no delay
    // for a group's first rebalance because every test would pay it.
    private static string Properties(string data, int port, int controllerPort) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs={data.Replace('\\', '/')}
        num.network.threads=2
        num.io.threads=4
        num.partitions=1
        default.replication.factor=1
        min.insync.replicas=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=3
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=3
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        group.consumer.min.session.timeout.ms=1000
        group.consumer.min.heartbeat.interval.ms=200
        group.consumer.heartbeat.interval.ms=500
        auto.create.topics.enable=false
        log.cleaner.dedupe.buffer.size=16777216
        log.segment.bytes=67108864
        """;

    private static (int Broker, int Controller) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static string ClusterId()
    {
        while (true)
        {
            var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', '-').Replace('/', '_');
            if (!id.StartsWith('-'))
            {
                return id; // one with a leading dash would be read as an option by the tool
            }
        }
    }

    private string PropertiesFile => Path.Combine(_directory, "server.properties");

    private void StartNode()
    {
        _process = Run("kafka-server-start", PropertiesFile);
        WaitUntilItAnswers();
    }

    private void Format()
    {
        using var format = Run("kafka-storage", "format", "-t", ClusterId(), "-c", PropertiesFile);
        if (!format.WaitForExit(FormatTimeout))
        {
            format.Kill(entireProcessTree: true);
            throw new TimeoutException($"kafka-storage did not format within {FormatTimeout.TotalSeconds:0} s.\n{Output()}");
        }

        if (format.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka-storage format ended with code {format.ExitCode}. Is Java 17 or later installed?\n{Output()}");
        }
    }

    private Process Run(string tool, params string[] arguments)
    {
        var path = OperatingSystem.IsWindows()
            ? Path.Combine(_kafkaHome, "bin", "windows", tool + ".bat")
            : Path.Combine(_kafkaHome, "bin", tool + ".sh");
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LOG_DIR"] = Path.Combine(_directory, "logs");
        start.Environment.TryAdd("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m");
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void WaitUntilItAnswers()
    {
        var waited = Stopwatch.StartNew();
        var builder = new AdminClientBuilder(new AdminClientConfig
        {
            BootstrapServers = BootstrapServers,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 200,
        });
        using var admin = builder.SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The Kafka node ended with code {_process.ExitCode}.\n{Output()}");
            }

            try
            {
                if (admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count > 0)
                {
                    return;
                }
            }
            catch (KafkaException) when (waited.Elapsed < StartTimeout)
            {
                // Not up yet.
            }
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Length < 64 * 1024)
            {
                _output.AppendLine(line);
            }
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit(TimeSpan.FromSeconds(10));
        }
    }
}
