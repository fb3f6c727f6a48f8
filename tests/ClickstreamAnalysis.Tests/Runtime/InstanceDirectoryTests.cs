using ClickstreamAnalysis.Runtime.Instances;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Where the state of an instance lies.</summary>
public sealed class InstanceDirectoryTests
{
    private string _directory = "";

    private StreamsOptions Default => new() { ApplicationId = $"app-{Path.GetFileName(_directory)}", EarliestEventTime = null };

    private StreamsOptions Given => Default with { StateDirectory = _directory };

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("instance-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Claim_TwoInstancesWithoutIds_HaveADirectoryEachAndFindItAgain()
    {
        string first;
        string second;
        using (var a = Claim(Default))
        {
            using var b = Claim(Default);
            (first, second) = (a.Path!, b.Path!);
        }

        using var again = Claim(Default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second, Is.Not.EqualTo(first));
            Assert.That(again.Path, Is.EqualTo(first));
            Assert.That(first, Does.Contain(Path.Combine("clickstream", Default.ApplicationId)));
            Assert.That(first, Does.StartWith(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)));
        }
    }

    [Test]
    public void Claim_SameInstanceIdTwice_IsInUse()
    {
        using var first = Claim(Default with { InstanceId = "a" });
        using var other = Claim(Default with { InstanceId = "b" });

        Assert.That(other.Path, Is.Not.EqualTo(first.Path));
        Assert.That(() => Claim(Default with { InstanceId = "a" }), Throws.TypeOf<StateDirectoryInUseException>());
    }

    [Test]
    public void Claim_TwoLogsOrApplications_HaveADirectoryEach()
    {
        using var one = Claim(Default, "Kafka at a:9092");
        using var otherLog = Claim(Default, "Kafka at b:9092");
        using var otherApplication = Claim(Default with { ApplicationId = Default.ApplicationId + "-2" }, "Kafka at a:9092");

        Assert.That(new[] { one.Path, otherLog.Path, otherApplication.Path }, Is.Unique);
    }

    [Test]
    public void Claim_GivenDirectory_BelongsToOneInstanceOfAnApplication()
    {
        using (var first = Claim(Given))
        {
            using var other = Claim(Given with { ApplicationId = "other" });
            Assert.That(first.Path, Is.EqualTo(Path.Combine(_directory, Given.ApplicationId)));
            Assert.That(() => Claim(Given), Throws.TypeOf<StateDirectoryInUseException>().With.Message.Contains(first.Path));
        }

        Assert.That(() => Claim(Given).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Claim_NotADirectory_NamesItAndTheOptions()
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");

        Assert.That(
            () => Claim(Given with { StateDirectory = Path.Combine(_directory, "file") }),
            Throws.TypeOf<StateException>().With.Message.Contains("file").And.Message.Contains("InMemoryState"));
    }

    [Test]
    public void Claim_InMemory_WritesNothing()
    {
        using var directory = Claim(Default with { InMemoryState = true });

        Assert.That(directory.Path, Is.Null);
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
    }

    [Test]
    public async Task Application_WithoutAStateDirectory_KeepsItsStateOnDiskUntilTheNextStart()
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("seen", Serdes.Utf8, Serdes.Utf8).WithoutChangelog());
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).Process("distinct", () => new Distinct(), "seen").To("out", Serdes.Utf8, Serdes.Utf8);
        var topology = builder.Build();
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var options = SteppedApplication.Options with { ApplicationId = Default.ApplicationId, InMemoryState = false };

        for (var run = 0; run < 2; run++)
        {
            await using var application = await SteppedApplication.StartAsync(topology, log, options);
            application.Produce("in", 0, 1_000 + run, "ann"u8.ToArray(), "a"u8.ToArray());
            application.RunToIdle();

            Assert.That(application.ReadAll("out"), Has.Count.EqualTo(1), "the store without a changelog remembers the key");
        }
    }

    private static InstanceDirectory Claim(StreamsOptions options, string log = "log")
    {
        var directory = new InstanceDirectory(options, log);
        directory.Claim();
        return directory;
    }

    private sealed class Distinct : IProcessor<string, string, string, string>
    {
        private IProcessorContext<string, string> _context = null!;
        private IKeyValueStore<string, string> _seen = null!;

        public void Initialize(IProcessorContext<string, string> context) =>
            (_context, _seen) = (context, context.GetStore<IKeyValueStore<string, string>>("seen"));

        public void Process(in Record<string, string> record)
        {
            if (_seen.PutIfAbsent(record.Key, record.Value))
            {
                _context.Forward(record);
            }
        }
    }
}
