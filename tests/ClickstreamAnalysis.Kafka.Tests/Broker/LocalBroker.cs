using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.Broker;

/// <summary>A throw-away Kafka node, broker and controller in one, from any Kafka download, on free loopback ports: alone, or one of several.</summary>
internal sealed class LocalBroker : IDisposable
{
    /// <summary>Why tests are skipped.</summary>
    public const string NoBroker = "No broker: set KAFKA_BOOTSTRAP_SERVERS to one, or KAFKA_HOME to an unpacked Kafka download to start one.";

    private static readonly TimeSpan s_formatTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    private readonly string _kafkaHome;
    private readonly string _directory;
    private readonly int _id;
    private readonly bool _isAlone;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private LocalBroker(string kafkaHome, string directory, int id, int port, bool isAlone)
    {
        _isAlone = isAlone;
        _kafkaHome = kafkaHome;
        _directory = directory;
        _id = id;
        BootstrapServers = $"127.0.0.1:{port}";
    }

    /// <summary>Where it listens.</summary>
    public string BootstrapServers { get; }

    /// <summary>Finds the broker for tests: the one at KAFKA_BOOTSTRAP_SERVERS, else one started from the Kafka download at KAFKA_HOME.</summary>
    /// <param name="started">The started one, to dispose; null when it ran before.</param>
    /// <returns>Where it listens; null when there is none, as <see cref="NoBroker"/> says.</returns>
    public static string? FindOrStart(out LocalBroker? started)
    {
        started = null;
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") is { Length: > 0 } servers)
        {
            return servers;
        }

        started = Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home ? Start(home) : null;
        return started?.BootstrapServers;
    }

    /// <summary>Formats a log directory under the temporary folder, starts the node, and waits until it answers.</summary>
    public static LocalBroker Start(string kafkaHome) => Start(kafkaHome, 1)[0];

    /// <summary>Starts several nodes of one cluster in the same way. Each topic has a replica on each, and goes on with one of three missing.</summary>
    public static IReadOnlyList<LocalBroker> Start(string kafkaHome, int count)
    {
        var ports = FreePorts(2 * count).Chunk(2).Select(static pair => (Broker: pair[0], Controller: pair[1])).ToArray();
        var voters = string.Join(',', ports.Select(static (pair, i) => $"{i + 1}@127.0.0.1:{pair.Controller}"));
        var clusterId = ClusterId();
        var brokers = new List<LocalBroker>();
        try
        {
            for (var id = 1; id <= count; id++)
            {
                var (port, controllerPort) = ports[id - 1];
                var directory = Directory.CreateTempSubdirectory("clickstream-kafka-").FullName;
                var broker = new LocalBroker(kafkaHome, directory, id, port, isAlone: count == 1);
                brokers.Add(broker);
                AppDomain.CurrentDomain.ProcessExit += broker.OnProcessExit;
                File.WriteAllText(broker.PropertiesFile, Properties(Path.Combine(directory, "data"), id, voters, port, controllerPort, count));
            }

            // Each step of all nodes at once: most of it is the start of a virtual machine.
            var formats = brokers.ConvertAll(broker => broker.BeginFormat(clusterId));
            foreach (var (broker, format) in brokers.Zip(formats))
            {
                broker.EndFormat(format);
                broker.StartNode();
            }

            brokers.ForEach(static broker => broker.WaitUntilItAnswers());
            return brokers;
        }
        catch
        {
            brokers.ForEach(static broker => broker.Dispose());
            throw;
        }
    }

    /// <summary>Kills the node without warning.</summary>
    public void Stop() => Kill();

    /// <summary>Kills the node without warning, and starts it again with what it wrote.</summary>
    public void Restart()
    {
        Kill();
        StartAgain();
    }

    /// <summary>Starts the node again with what it wrote.</summary>
    public void StartAgain()
    {
        _process!.Dispose();
        StartNode();
        WaitUntilItAnswers();
    }

    /// <summary>Kills the node without warning.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit(TimeSpan.FromSeconds(10));
        }
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

    // The heap is small because several projects may test at once; no delay for a group's first rebalance because every test would
    // pay it; a dead node is noticed soon, so that tests of that need not wait longer.
    private static string Properties(string data, int id, string voters, int port, int controllerPort, int count) => $"""
        process.roles=broker,controller
        node.id={id}
        controller.quorum.voters={voters}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs={data.Replace('\\', '/')}
        num.network.threads=2
        num.io.threads=4
        num.partitions=1
        default.replication.factor={count}
        min.insync.replicas={(count + 1) / 2}
        offsets.topic.replication.factor={count}
        offsets.topic.num.partitions=3
        transaction.state.log.replication.factor={count}
        transaction.state.log.min.isr={(count + 1) / 2}
        transaction.state.log.num.partitions=3
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        broker.session.timeout.ms=4000
        broker.heartbeat.interval.ms=500
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        group.consumer.min.session.timeout.ms=1000
        group.consumer.min.heartbeat.interval.ms=200
        group.consumer.heartbeat.interval.ms=500
        auto.create.topics.enable=false
        log.cleaner.dedupe.buffer.size=16777216
        log.segment.bytes=67108864
        """;

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
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

    private void StartNode() => _process = Run("kafka-server-start", PropertiesFile);

    private Process BeginFormat(string clusterId) => Run("kafka-storage", "format", "-t", clusterId, "-c", PropertiesFile);

    private void EndFormat(Process format)
    {
        using var running = format;
        if (!format.WaitForExit(s_formatTimeout))
        {
            format.Kill(entireProcessTree: true);
            throw new TimeoutException($"kafka-storage did not format within {s_formatTimeout.TotalSeconds:0} s.\n{Output()}");
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
        start.Environment.TryAdd("KAFKA_HEAP_OPTS", _isAlone ? "-Xms256m -Xmx512m" : "-Xms128m -Xmx256m");
        if (!_isAlone)
        {
            // Quick to start rather than quick at work.
            start.Environment.TryAdd("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        }

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
                if (admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Exists(broker => broker.BrokerId == _id))
                {
                    return;
                }
            }
            catch (KafkaException) when (waited.Elapsed < s_startTimeout)
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
}
