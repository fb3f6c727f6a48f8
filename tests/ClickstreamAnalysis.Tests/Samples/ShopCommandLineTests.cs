using ShopAnalytics.CommandLine;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class ShopCommandLineTests
{
    [Test]
    public void Parse_NoArguments_GivesTheDefaults()
    {
        var (options, _, _) = Parse();
        Assert.That(options, Is.EqualTo(new ShopOptions
        {
            Gap = TimeSpan.FromMinutes(30),
            Grace = TimeSpan.FromSeconds(60),
            ConversionWindow = TimeSpan.FromHours(1),
            Guarantee = Guarantee.ExactlyOnce,
            CommitInterval = TimeSpan.FromMilliseconds(100),
            Seed = 1,
            Rate = 50,
            History = TimeSpan.FromHours(2),
            BadInput = BadInput.Fail,
            StartTimeout = TimeSpan.FromSeconds(30),
            DashboardPort = 5080,
        }));
    }

    [Test]
    public void Parse_EveryOption_IsRead()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (options, _, _) = Parse(
                "--replay", file, "--speed", "2.5", "--bootstrap", "a:9092,b:9093", "--json", "--until-end", "--state", "/some/where",
                "--partitions", "3", "--gap", "10min", "--grace", "0s", "--conversion-window", "00:20:00", "--guarantee", "at-least-once",
                "--commit-interval", "1s", "--threads", "2", "--seed", "-7", "--rate", "5", "--history", "0", "--application-id", "shop.1",
                "--bad-input", "dead-letter", "--start-timeout", "5s", "--format", "json-schema", "--schema-registry", "http://localhost:8081");
            Assert.That(options!.Replay!.FullName, Is.EqualTo(file));
            Assert.That(options.State!.FullName, Is.EqualTo(Path.GetFullPath("/some/where")));
            Assert.That(options with { Replay = null, State = null }, Is.EqualTo(new ShopOptions
            {
                Format = ClickFormat.JsonSchema,
                SchemaRegistry = "http://localhost:8081",
                Speed = 2.5,
                Bootstrap = "a:9092,b:9093",
                Json = true,
                UntilEnd = true,
                Partitions = 3,
                Gap = TimeSpan.FromMinutes(10),
                Grace = TimeSpan.Zero,
                ConversionWindow = TimeSpan.FromMinutes(20),
                Guarantee = Guarantee.AtLeastOnce,
                CommitInterval = TimeSpan.FromSeconds(1),
                Threads = 2,
                Seed = -7,
                Rate = 5,
                History = TimeSpan.Zero,
                ApplicationId = "shop.1",
                BadInput = BadInput.DeadLetter,
                StartTimeout = TimeSpan.FromSeconds(5),
            }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("--gap", "abc", "'abc'")]
    [TestCase("--gap", "0s", "at least 1ms")]
    [TestCase("--grace", "-5s", "'-5s'")]
    [TestCase("--partitions", "0", "1 to 1000")]
    [TestCase("--partitions", "x", "'x'")]
    [TestCase("--rate", "0", "above 0")]
    [TestCase("--bootstrap", "nowhere", "HOST:PORT")]
    [TestCase("--bootstrap", "a:99999", "'a:99999'")]
    [TestCase("--guarantee", "twice", "at-least-once, exactly-once")]
    [TestCase("--bad-input", "ignore", "fail, skip, dead-letter")]
    [TestCase("--application-id", "no spaces", "letters, digits")]
    [TestCase("--replay", "/no/such/file.csv", "there is no file")]
    [TestCase("--replay", "~/clicks.csv", "did not expand")]
    [TestCase("--state", "~/shop", "did not expand")]
    [TestCase("--threads", "many", "whole number")]
    [TestCase(
        "--format", "csv",
        "json, avro, json-schema, protobuf, segment, posthog, ga4, snowplow-json, snowplow-tsv, matomo, cloudevents, access-log")]
    [TestCase("--format", "avro", "needs --schema-registry URL")]
    [TestCase("--format", "segment", "needs --replay FILE")]
    [TestCase("--schema-registry", "http://localhost:8081", "--format avro, json-schema or protobuf")]
    [TestCase("--bogus", "1", "--bogus")]
    public void Parse_BadValue_SaysWhichAndWhatIsExpected(string option, string value, string expected)
    {
        var (options, exitCode, error) = Parse(option, value);
        Assert.That(options, Is.Null);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(expected).And.Contains(option));
    }

    [TestCase("--until-end")]
    [TestCase("--speed", "2")]
    public void Parse_ReplayOptionWithoutReplay_IsRefused(params string[] args)
    {
        var (_, exitCode, error) = Parse(args);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(args[0]).And.Contains("needs --replay"));
    }

    [Test]
    public void Parse_RegistryWithoutScheme_IsRefused() =>
        Assert.That(Parse("--format", "avro", "--schema-registry", "localhost").Error, Does.Contain("'localhost' is not an address"));

    [TestCase("--no-feed")]
    [TestCase("--no-feed", "--bootstrap", "a:1")]
    public void Parse_NoFeedWithoutAnotherHost_IsRefused(params string[] args) => Assert.That(Parse(args).Error, Does.Contain("--application-id"));

    [Test]
    public void Parse_Help_NamesEveryOptionAndSucceeds()
    {
        var output = new StringWriter();
        var (options, exitCode) = new ShopCommandLine().Parse(["--help"], output, TextWriter.Null);
        Assert.That(options, Is.Null);
        Assert.That(exitCode, Is.Zero);
        Assert.That(output.ToString(), Does.Contain("--conversion-window").And.Contains("--until-end").And.Contains("Default: 30min").And.Contains("|posthog|ga4|snowplow-json|snowplow-tsv|"));
    }

    private static (ShopOptions? Options, int ExitCode, string Error) Parse(params string[] args)
    {
        var error = new StringWriter();
        var (options, exitCode) = new ShopCommandLine().Parse(args, TextWriter.Null, error);
        return (options, exitCode, error.ToString());
    }
}
