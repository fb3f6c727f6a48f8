using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Options come from configuration files as from code, and no key of a file is ignored.</summary>
[TestFixture]
public sealed class StreamsOptionsBindingTests
{
    // Services, which code sets.
    private static readonly string[] s_services = [nameof(StreamsOptions.TimeProvider), nameof(StreamsOptions.LoggerFactory), nameof(StreamsOptions.UncaughtExceptionHandler)];

    [Test]
    public void Bind_File_SetsWhatItNames()
    {
        var options = Bind(
            ("ApplicationId", "shop"), ("StateDirectory", "/var/lib/shop"), ("Guarantee", "AtLeastOnce"), ("CommitInterval", "00:00:00.500"),
            ("Threads", "4"), ("BadRecords", "Skip"), ("UnwritableRecords", "DeadLetter:shop-unwritable"), ("EarliestEventTime", "2020-01-01T00:00:00Z"),
            ("MemoryBudgetBytes", "536870912"));
        Assert.That(options, Is.EqualTo(new StreamsOptions
        {
            ApplicationId = "shop",
            StateDirectory = "/var/lib/shop",
            Guarantee = ProcessingGuarantee.AtLeastOnce,
            CommitInterval = TimeSpan.FromMilliseconds(500),
            Threads = 4,
            BadRecords = BadRecordPolicy.Skip,
            UnwritableRecords = options.UnwritableRecords,
            EarliestEventTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            MemoryBudgetBytes = 512L << 20,
        }));
        Assert.That(options.UnwritableRecords.DeadLetterTopic, Is.EqualTo("shop-unwritable"));
    }

    [TestCase("Fail")]
    [TestCase("fail")]
    public void Bind_PolicyToFail_IsThatPolicy(string text) => Assert.That(Bind(("BadRecords", text)).BadRecords, Is.SameAs(BadRecordPolicy.Fail));

    [TestCase("deadletter: shop.dead ", "shop.dead")]
    [TestCase("DeadLetter:a.b_c-1", "a.b_c-1")]
    public void Bind_PolicyOfDeadLetters_HasTheTopic(string text, string topic) =>
        Assert.That(Bind(("BadRecords", text)).BadRecords.DeadLetterTopic, Is.EqualTo(topic));

    [TestCase("Skp")]
    [TestCase("DeadLetter")]
    [TestCase("DeadLetter: ")]
    public void Bind_UnknownPolicy_SaysWhereAndWhatToWrite(string text)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Bind(("BadRecords", text)))!;
        Assert.That(error.Message, Does.Contain("BadRecords"));
        Assert.That(error.GetBaseException().Message, Does.Contain("Write Fail, Skip, or DeadLetter: and the topic"));
    }

    [TestCase("BadRecord", "Skip")]
    [TestCase("Thread", "4")]
    [TestCase("BadRecords:DeadLetter", "topic")]
    public void Bind_UnknownKey_IsRefused(string key, string value) => Assert.That(() => Bind((key, value)), Throws.InvalidOperationException);

    [TestCaseSource(nameof(Options))]
    public void Every_option_can_come_from_a_file(PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        Assert.That(option.SetMethod?.IsPublic, Is.True);
        Assert.That(TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)), Is.True, $"{type} cannot be read from text");
    }

    private static IEnumerable<TestCaseData<PropertyInfo>> Options() => typeof(StreamsOptions).GetProperties()
        .Where(option => !s_services.Contains(option.Name))
        .Select(option => new TestCaseData<PropertyInfo>(option).SetArgDisplayNames(option.Name));

    private static StreamsOptions Bind(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Streams:{setting.Key}", (string?)setting.Value)))
            .Build();
        return configuration.GetSection("Streams").Get<StreamsOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;
    }
}
