using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Tests.Registration;

/// <summary>Applications of a host do not get into each other's way, and are found by their names.</summary>
[TestFixture]
public sealed class RegistrationTests
{
    [TestCase("shop")]
    [TestCase("Shop")]
    public void Add_SameName_IsRefusedWithBoth(string name)
    {
        var services = new ServiceCollection().AddClickstream("shop", _ => { });
        Assert.That(() => services.AddClickstream(name, _ => { }), Throws.ArgumentException.With.Message.Contains($"'{name}' cannot be added: this host already has the application 'shop'"));
    }

    [TestCase("my shop")]
    [TestCase("a:b")]
    [TestCase("")]
    public void Add_InvalidName_IsRefused(string name) =>
        Assert.That(() => new ServiceCollection().AddClickstream(name, _ => { }), Throws.ArgumentException);

    [Test]
    public void Start_SameApplicationId_IsRefusedWithBothNames() => Assert.That(
        Mistakes(options => options with { ApplicationId = "a" }, options => options with { ApplicationId = "a" }),
        Does.Contain("The applications 'one' and 'two' have the same ApplicationId 'a'"));

    [Test]
    public void Start_SameStateDirectory_IsRefusedWithBothNames() => Assert.That(
        Mistakes(options => options with { ApplicationId = "a", StateDirectory = "/s" }, options => options with { ApplicationId = "a", StateDirectory = "/s/../s" }),
        Does.Contain("The applications 'one' and 'two' have the same directory for their state, '/s/a'"));

    [Test]
    public void Start_OneDirectoryForTheStatesOfTwo_IsAllowed() =>
        Assert.That(Mistakes(options => options with { StateDirectory = "/s" }, options => options with { StateDirectory = "/s" }), Is.Empty);

    [Test]
    public void Start_OneLogWithTwoSettings_IsRefused()
    {
        using var host = TestHost.Build(services => services
            .AddClickstream("one", one => one.UseEmbeddedLog("data").Topology(TestHost.Copy))
            .AddClickstream("two", two => two.UseEmbeddedLog("data", new EmbeddedLogOptions { SyncWrites = true }).Topology(TestHost.Copy)));
        Assert.That(Assert.Throws<OptionsValidationException>(host.Start)!.Message, Does.Contain("'one' and 'two' share the embedded log"));
    }

    [Test]
    public void Start_NoLogAndNoTopology_SaysWhatToDo()
    {
        using var host = TestHost.Build(services => services.AddClickstream("shop", _ => { }));
        var failures = Assert.Throws<OptionsValidationException>(host.Start)!.Failures;
        Assert.That(failures, Has.One.Contains("Clickstream:shop has no log").And.One.Contains("'shop' has no topology"));
    }

    [Test]
    public void Start_NoThreads_IsRefused()
    {
        using var host = TestHost.Shop(new SimulatedLog(), settings: ("Clickstream:shop:Threads", "0"));
        Assert.That(Assert.Throws<OptionsValidationException>(host.Start)!.Message, Does.Contain("Clickstream:shop:Threads is 0"));
    }

    [Test]
    public void Start_InvalidTopology_FailsTheStart()
    {
        using var host = TestHost.Shop(new SimulatedLog(), shop => shop.Topology(topology => topology.Stream<string, DateOnly>("in").To("out")));
        Assert.That(() => host.StartAsync(), Throws.InstanceOf<TopologyException>().With.Message.Contains("DateOnly"));
    }

    [Test]
    public void Get_OneApplication_NeedsNoKey()
    {
        using var host = TestHost.Shop(new SimulatedLog());
        Assert.That(host.Application(), Is.SameAs(host.Services.GetRequiredKeyedService<ClickstreamApplication>("shop")));
        Assert.That(host.Services.GetRequiredService<IRecordLog>(), Is.SameAs(host.Services.GetRequiredKeyedService<IRecordLog>("shop")));
    }

    [Test]
    public void Get_TwoApplicationsWithoutAKey_NamesThem()
    {
        using var host = TestHost.Build(services => services.AddClickstream("one", _ => { }).AddClickstream("two", _ => { }));
        Assert.That(host.Application, Throws.InvalidOperationException.With.Message.Contains("2 applications: one, two").And.Message.Contains("[FromKeyedServices(\"one\")]"));
        Assert.That(host.Services.GetRequiredKeyedService<ClickstreamApplication>("two").Name, Is.EqualTo("two"));
    }

    private static string Mistakes(Func<StreamsOptions, StreamsOptions> one, Func<StreamsOptions, StreamsOptions> two)
    {
        using var host = TestHost.Build(services => services
            .AddClickstream("one", builder => builder.UseLog(_ => new SimulatedLog()).Topology(TestHost.Copy).Configure(one))
            .AddClickstream("two", builder => builder.UseLog(_ => new SimulatedLog()).Topology(TestHost.Copy).Configure(two)));
        try
        {
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return "";
        }
        catch (OptionsValidationException error)
        {
            return error.Message;
        }
    }
}
