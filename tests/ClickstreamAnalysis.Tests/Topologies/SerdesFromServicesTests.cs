using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Topologies;

/// <summary>Operators without a serde take it from the builder's services.</summary>
[TestFixture]
public sealed class SerdesFromServicesTests
{
    private static readonly ISerde<Price> s_serde = Serdes.Json<Price>();

    [Test]
    public void Stream_TypeOfTheServices_NeedsNoSerde()
    {
        var builder = new TopologyBuilder(new Services());
        builder.Stream<string, int>("in").MapValues(record => new Price(record.Value)).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int32).Pipe("a", 5, new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, s_serde).ReadAll().Select(record => record.Value), Is.EqualTo(new[] { new Price(5) }));
    }

    [Test]
    public void Build_TypeOfNobody_IsAMistake()
    {
        var builder = new TopologyBuilder(new Services());
        builder.Stream<string, DateOnly>("in");
        Assert.That(builder.Build, Throws.InstanceOf<TopologyException>().With.Message.Contains("DateOnly"));
    }

    private sealed record Price(int Cents);

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ISerde<Price>) ? s_serde : null;
    }
}
