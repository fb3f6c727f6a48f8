using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

public sealed class SchemasByIdTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Get_AnIdFirstSeen_WaitsForOneFetchAndThenIsThere()
    {
        using var server = new ScriptedRegistry { Answer = static _ => (200, ScriptedRegistry.Schema("\"string\"")) };
        using var registry = server.Connect();
        var schemas = new SchemasById<string>(registry, static schema => schema.Text);

        var waits = Enumerable.Range(0, 20).AsParallel().Select(_ => Assert.Throws<SerdeNotReadyException>(() => schemas.Get(17))).ToArray();
        await waits[0]!.Ready.WaitAsync(s_limit);

        Assert.That(waits[0]!.Awaited, Does.StartWith("schema 17 from the schema registry"));
        Assert.That(schemas.Get(17), Is.EqualTo("\"string\""));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Get_AnIdThatTheRegistryDoesNotKnow_IsABadRecordUntilItIsLookedUpAgain()
    {
        var time = new FakeTimeProvider();
        using var server = new ScriptedRegistry { Answer = static _ => (404, ScriptedRegistry.Error(40403)) };
        using var registry = server.Connect(new RegistryOptions { TimeProvider = time });
        var schemas = new SchemasById<string>(registry, static schema => schema.Text);
        await Assert.Throws<SerdeNotReadyException>(() => schemas.Get(17))!.Ready.WaitAsync(s_limit);

        Assert.That(Assert.Throws<SerdeException>(() => schemas.Get(17))!.Reason, Is.EqualTo("unknown-schema"));

        server.Answer = static _ => (200, ScriptedRegistry.Schema("\"string\""));
        time.Advance(registry.Options.UnknownSchemaInterval);
        await Assert.Throws<SerdeNotReadyException>(() => schemas.Get(17))!.Ready.WaitAsync(s_limit);
        Assert.That(schemas.Get(17), Is.EqualTo("\"string\""));
    }

    [TestCase(500, "500")]
    [TestCase(401, "401")]
    [TestCase(403, "403")]
    [TestCase(404, "404")]
    [TestCase(429, "429")]
    public async Task Get_DuringAnOutage_WaitsAndSaysWhy(int status, string expected)
    {
        using var server = new ScriptedRegistry { Answer = _ => (status, "<html>") };
        using var registry = server.Connect(new RegistryOptions { MaxRetryInterval = TimeSpan.FromMilliseconds(5) });
        var schemas = new SchemasById<string>(registry, static schema => schema.Text);

        var wait = Assert.Throws<SerdeNotReadyException>(() => schemas.Get(17))!;
        Assert.That(() => wait.Awaited, Does.Contain(expected).After(30_000, 10));
        Assert.That(Assert.Throws<SerdeNotReadyException>(() => schemas.Get(17))!.Ready.IsCompleted, Is.False);
        server.Answer = static _ => (200, ScriptedRegistry.Schema("\"string\""));
        await wait.Ready.WaitAsync(s_limit);
        Assert.That(schemas.Get(17), Is.EqualTo("\"string\""));
    }

    [Test]
    public async Task Get_MoreSchemasThanTheBound_FetchesTheOldestAgain()
    {
        using var server = new ScriptedRegistry { Answer = static _ => (200, ScriptedRegistry.Schema("\"string\"")) };
        using var registry = server.Connect(new RegistryOptions { MaxCachedSchemas = 2 });
        var schemas = new SchemasById<string>(registry, static schema => schema.Text);
        for (var id = 1; id <= 3; id++)
        {
            await Assert.Throws<SerdeNotReadyException>(() => schemas.Get(id))!.Ready.WaitAsync(s_limit);
        }

        Assert.That(schemas.Get(3), Is.Not.Null);
        Assert.That(schemas.Get(2), Is.Not.Null);
        Assert.Throws<SerdeNotReadyException>(() => schemas.Get(1));
    }
}
