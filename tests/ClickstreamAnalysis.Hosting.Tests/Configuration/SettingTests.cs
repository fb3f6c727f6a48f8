using System.Reflection;
using ClickstreamAnalysis.Hosting.Configuration;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Tests.Configuration;

/// <summary>Options come from the section of the application; what it cannot mean is refused, all at once.</summary>
[TestFixture]
public sealed class SettingTests
{
    private static readonly string[] s_services = ["TimeProvider", "LoggerFactory", "Logger", "UncaughtExceptionHandler"];

    private static readonly string[] s_sections = ["ClientProperties", "ConsumerProperties", "ProducerProperties", "AdminProperties"];

    [Test]
    public void Tables_EveryOption_HasASetting()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SettingTables.Application.Keys, Is.EquivalentTo(OptionsOf<StreamsOptions>().Concat(["OnFailure", "Log"])));
            Assert.That(SettingTables.EmbeddedLog.Keys, Is.EquivalentTo(OptionsOf<EmbeddedLogOptions>().Append("Directory")));
            Assert.That(SettingTables.Kafka.Keys, Is.EquivalentTo(OptionsOf<KafkaLogOptions>().Except(s_sections).Append("BootstrapServers")));
            Assert.That(SettingTables.Restart.Keys, Is.EquivalentTo(OptionsOf<RestartBackoff>()));
        }
    }

    [Test]
    public void Get_SectionOfTheApplication_OverridesTheCode()
    {
        using var host = Host(
            shop => shop.UseKafka("code:9092").Configure(options => options with { Threads = 2, IdleTimeout = TimeSpan.FromSeconds(1), MaxRecordBytes = 5 }).Topology(TestHost.Copy),
            ("Clickstream:shop:ApplicationId", "shop-2"), ("Clickstream:shop:Threads", "4"), ("clickstream:SHOP:commitinterval", "00:00:00.5"),
            ("Clickstream:shop:Guarantee", "atleastonce"), ("Clickstream:shop:BadRecords", "DeadLetter:dead"), ("Clickstream:shop:UnwritableRecords", "skip"),
            ("Clickstream:shop:EarliestEventTime", ""), ("Clickstream:shop:IdleTimeout", null), ("Clickstream:shop:MemoryBudgetBytes", "536870912"),
            ("Clickstream:shop:StateDirectory", "/var/lib/shop"), ("Clickstream:shop:OnFailure", "Restart"), ("Clickstream:shop:Restart:MaxDelay", "00:05:00"),
            ("Clickstream:shop:Kafka:BootstrapServers", "config:9092"), ("Clickstream:shop:Kafka:RequestTimeout", "00:00:05"),
            ("Clickstream:shop:Kafka:ClientProperties:security.protocol", "SASL_SSL"), ("Clickstream:shop:Kafka:ClientProperties:sasl.mechanism", "PLAIN"),
            ("Clickstream:shop:Kafka:ClientProperties:sasl.username", "u"), ("Clickstream:shop:Kafka:ClientProperties:sasl.password", "p"));
        var options = Options(host);
        var streams = options.Streams;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                streams,
                Is.EqualTo(new StreamsOptions
                {
                    ApplicationId = "shop-2",
                    Threads = 4,
                    CommitInterval = TimeSpan.FromMilliseconds(500),
                    Guarantee = ProcessingGuarantee.AtLeastOnce,
                    BadRecords = streams.BadRecords,
                    UnwritableRecords = UnwritableRecordPolicy.Skip,
                    EarliestEventTime = null,
                    IdleTimeout = null,
                    MaxRecordBytes = 5,
                    MemoryBudgetBytes = 512L << 20,
                    StateDirectory = "/var/lib/shop",
                    LoggerFactory = streams.LoggerFactory,
                }));
            Assert.That(streams.BadRecords.DeadLetterTopic, Is.EqualTo("dead"));
            Assert.That(options.OnFailure, Is.EqualTo(FailureAction.Restart));
            Assert.That(options.Restart, Is.EqualTo(new RestartBackoff { MaxDelay = TimeSpan.FromMinutes(5) }));
            Assert.That(options.Log.BootstrapServers, Is.EqualTo("config:9092"));
            Assert.That(options.Log.Kafka.RequestTimeout, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(options.Log.Kafka.ClientProperties["sasl.password"], Is.EqualTo("p"));
        }
    }

    [Test]
    public void Start_ManyMistakes_ListsEachWithItsPathAndWhatIsAllowed()
    {
        using var host = Host(
            shop => shop.UseKafka("localhost:9092").Topology(TestHost.Copy),
            ("Clickstream:shop:Thread", "4"), ("Clickstream:shop:Threads", "two"), ("Clickstream:shop:CommitInterval", "100"), ("Clickstream:shop:Guarantee", "Sometimes"),
            ("Clickstream:shop:BadRecords", "DeadLetter:no topic"), ("Clickstream:shop:StartTimeout", "-00:00:01"), ("Clickstream:shop:OnFailure", "1"),
            ("Clickstream:shop:InMemoryState", "yes"), ("Clickstream:shop:EarliestEventTime", "soon"), ("Clickstream:shop:MemoryBudgetBytes", "1"),
            ("Clickstream:shop:Kafka:Server", "x"), ("Clickstream:shop:Restart:InitialDelay", "00:02:00"), ("Clickstream:shop:EmbeddedLog:SyncWrites", "1"),
            ("Clickstream:shpo:Threads", "2"));
        var mistakes = Mistakes(host);
        Assert.That(mistakes, Is.EquivalentTo(new[]
        {
            "Clickstream:shop:Thread is not a setting. Clickstream:shop has the settings " + string.Join(", ", SettingTables.Application.Keys) + ", Kafka, EmbeddedLog, Restart.",
            "Clickstream:shop:Threads must be a whole number, such as 4.",
            "Clickstream:shop:CommitInterval must be a duration of the form [days.]hh:mm:ss[.fff], such as 00:00:30.",
            "Clickstream:shop:Guarantee must be one of ExactlyOnce, AtLeastOnce.",
            "Clickstream:shop:BadRecords must be Fail, Skip, or DeadLetter: and the topic.",
            "Clickstream:shop:StartTimeout is -00:00:01; it must not be negative.",
            "Clickstream:shop:OnFailure must be one of StopHost, Report, Restart.",
            "Clickstream:shop:InMemoryState must be true or false.",
            "Clickstream:shop:EarliestEventTime must be a time with its offset, such as 2024-01-31T12:00:00Z, or empty for none.",
            "Clickstream:shop:MemoryBudgetBytes is 1 bytes; it must be at least 33554432.",
            "Clickstream:shop:Kafka:Server is not a setting. Clickstream:shop:Kafka has the settings BootstrapServers, RequestTimeout, GroupProtocol, BatchConsume, DirectProduce, "
                + "ClientProperties, ConsumerProperties, ProducerProperties, AdminProperties.",
            "Clickstream:shop:Restart:InitialDelay is 00:02:00; it must be positive and at most MaxDelay, which is 00:01:00.",
            "Clickstream:shop:EmbeddedLog:SyncWrites must be true or false.",
            "Clickstream:shpo belongs to no application of this host. Its applications are: shop.",
        }));
    }

    [Test]
    public void Start_SecretsInTheWrongPlace_AreInNoMessage()
    {
        const string secret = "hunter2-hunter2";
        using var host = Host(
            shop => shop.UseKafka().Topology(TestHost.Copy),
            ("Clickstream:shop:Threads", secret), ("Clickstream:shop:Kafka:BootstrapServers", $"user:{secret}@host:9092"), ("Clickstream:shop:Kafka:RequestTimeout", secret),
            ("Clickstream:shop:Password", secret), ("Clickstream:shop:Kafka:ClientProperties:group.id", secret), ("Clickstream:shop:Guarantee", secret),
            ("Clickstream:shop:BadRecords", $"DeadLetter:{secret}!"));
        var mistakes = Mistakes(host);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mistakes, Has.Count.EqualTo(6));
            Assert.That(mistakes, Has.None.Contains(secret));
            Assert.That(host.Messages().ToString(), Does.Not.Contain(secret));
        }
    }

    [Test]
    public void Get_AddressInTheConfiguration_ChoosesTheLog()
    {
        using var host = Host(shop => shop.UseKafka("localhost:9092").Topology(TestHost.Copy), ("Clickstream:shop:EmbeddedLog:Directory", "/data"));
        Assert.That(Options(host).Log, Has.Property("Kind").EqualTo(LogKind.EmbeddedLog).And.Property("Directory").EqualTo("/data"));
        Assert.That(Options(host).Streams.NewTopicPartitions, Is.EqualTo(4), "topics are created on the embedded log");
    }

    [Test]
    public void Start_TwoAddresses_AsksForTheLog()
    {
        (string, string?)[] both = [("Clickstream:shop:EmbeddedLog:Directory", "/data"), ("Clickstream:shop:Kafka:BootstrapServers", "localhost:9092")];
        using var host = Host(shop => shop.Topology(TestHost.Copy), both);
        using var chosen = Host(shop => shop.Topology(TestHost.Copy), [.. both, ("Clickstream:shop:Log", "Kafka")]);
        Assert.That(Mistakes(host), Has.One.Contains("set Clickstream:shop:Log to Kafka or EmbeddedLog"));
        Assert.That(Options(chosen).Log.Kind, Is.EqualTo(LogKind.Kafka));
    }

    [Test]
    public void Start_LogOfTheCodeAndOfTheConfiguration_IsRefused()
    {
        using var host = Host(shop => shop.UseLog(_ => new SimulatedLog()).Topology(TestHost.Copy), ("Clickstream:shop:Kafka:BootstrapServers", "localhost:9092"));
        Assert.That(Mistakes(host), Has.One.Contains("the code creates it with UseLog"));
    }

    [Test]
    public void Get_RelativeDirectories_AreBelowTheContentRoot()
    {
        using var host = Host(shop => shop.UseEmbeddedLog("data").Configure(options => options with { StateDirectory = "state" }).Topology(TestHost.Copy));
        var root = host.Services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        Assert.That(Options(host).Log.Directory, Is.EqualTo(Path.Combine(root, "data")));
        Assert.That(Options(host).Streams.StateDirectory, Is.EqualTo(Path.Combine(root, "state")));
    }

    [Test]
    public void Get_ClockOfTheServices_IsThatOfTheOptions()
    {
        var clock = new TestClock();
        using var host = TestHost.Build(services => services.AddSingleton<TimeProvider>(clock).AddClickstream("shop", shop => shop.UseEmbeddedLog("data").Topology(TestHost.Copy)));
        Assert.That(Options(host).Streams.TimeProvider, Is.SameAs(clock));
        Assert.That(Options(host).Log.Embedded.TimeProvider, Is.SameAs(clock));
    }

    private static IEnumerable<string> OptionsOf<T>() => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod?.IsPublic == true).Select(property => property.Name).Except(s_services);

    private static IHost Host(Action<ClickstreamBuilder> shop, params (string Key, string? Value)[] settings) =>
        TestHost.Build(services => services.AddClickstream("shop", shop), settings);

    private static ApplicationOptions Options(IHost host) => host.Services.GetRequiredService<IOptionsMonitor<ApplicationOptions>>().Get("shop");

    private static IReadOnlyList<string> Mistakes(IHost host) => [.. Assert.Throws<OptionsValidationException>(host.Start)!.Failures];

    private sealed class TestClock : TimeProvider;
}
