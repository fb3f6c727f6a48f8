using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

public sealed class SchemaRegistrySessionTests
{
    private const string Text = """{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""";
    private const string Incompatible = """{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""";

    [Test]
    public async Task RegisterAsync_TheSameSchemaTwice_GivesTheSameIdAndItsText()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();

        var first = await registry.RegisterAsync($"{topic}-value", new Schema(Text, SchemaType.Avro), default);
        var second = await registry.RegisterAsync($"{topic}-key", new Schema(Text, SchemaType.Avro), default);
        var fetched = await registry.FetchAsync(first.Id, default);

        Assert.That(second.Id, Is.EqualTo(first.Id));
        Assert.That(fetched.Text, Does.Contain("\"R\""));
    }

    [Test]
    public async Task RegisterAsync_AnIncompatibleSchema_NamesTheSubjectAndWhatToDo()
    {
        using var registry = TestRegistry.Connect();
        var subject = $"{TestRegistry.NewTopic()}-value";
        await registry.RegisterAsync(subject, new Schema(Text, SchemaType.Avro), default);
        await registry.Client.UpdateCompatibilityAsync(Compatibility.Backward, subject);

        var error = (await Assert.ThrowsAsync<StreamsException>(() => registry.RegisterAsync(subject, new Schema(Incompatible, SchemaType.Avro), default)))!;

        Assert.That(error.Message, Does.Contain($"'{subject}'").And.Contains("409").And.Contains("not compatible"));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task RegisterAsync_WithoutAutoRegister_AsksForTheSchema()
    {
        using var registry = TestRegistry.Connect(new RegistryOptions { AutoRegister = false });

        var error = (await Assert.ThrowsAsync<StreamsException>(() => registry.RegisterAsync($"{TestRegistry.NewTopic()}-value", new Schema(Text, SchemaType.Avro), default)))!;

        Assert.That(error.Message, Does.Contain("AutoRegister"));
    }

    [Test]
    public async Task RegisterAsync_UseLatestVersion_TakesTheNewest()
    {
        using var writing = TestRegistry.Connect();
        using var registry = TestRegistry.Connect(new RegistryOptions { UseLatestVersion = true });
        var subject = $"{TestRegistry.NewTopic()}-value";
        await writing.RegisterAsync(subject, new Schema(Text, SchemaType.Avro), default);
        var newest = await writing.RegisterAsync(subject, new Schema(Incompatible, SchemaType.Avro), default);

        var used = await registry.RegisterAsync(subject, new Schema(Text, SchemaType.Avro), default);

        Assert.That(used.Id, Is.EqualTo(newest.Id));
        Assert.That(used.Schema.Text, Does.Contain("int"));
    }

    [Test]
    public async Task FetchAsync_ASchemaWithReferences_HasThem()
    {
        using var registry = TestRegistry.Connect();
        var subject = TestRegistry.NewTopic();
        await registry.RegisterAsync(subject, new Schema(Text, SchemaType.Avro), default);
        var outer = new Schema("""{"type":"record","name":"O","fields":[{"name":"r","type":"R"}]}""", [new SchemaReference("R", subject, 1)], SchemaType.Avro);
        var written = await registry.RegisterAsync($"{subject}-outer", outer, default);

        var fetched = await registry.FetchAsync(written.Id, default);

        Assert.That(fetched.References.Select(reference => reference.Name), Is.EqualTo(new[] { "R" }));
        Assert.That(fetched.References[0].Text, Does.Contain("\"a\""));
    }

    [Test]
    public async Task FetchSubjectAsync_ASubjectThatDoesNotExist_IsEmpty()
    {
        using var registry = TestRegistry.Connect();

        Assert.That(await registry.FetchSubjectAsync(TestRegistry.NewTopic(), default), Is.Empty);
    }

    [TestCase(401, 40101, "user and password", false)]
    [TestCase(403, 40301, "right", false)]
    [TestCase(404, 404, "address", false)]
    [TestCase(422, 42201, "invalid", false)]
    [TestCase(500, 50001, "log of the registry", true)]
    public async Task RegisterAsync_ARefusal_SaysWhatToDoWithoutSecrets(int status, int code, string advice, bool isTransient)
    {
        using var server = new ScriptedRegistry { Answer = _ => (status, ScriptedRegistry.Error(code)) };
        using var registry = server.Connect(user: "ann:secret@");

        var error = (await Assert.ThrowsAsync<StreamsException>(() => registry.RegisterAsync("clicks-value", new Schema(Text, SchemaType.Avro), default)))!;

        Assert.That(error.ToString(), Does.Contain("'clicks-value'").And.Contains($"{status}").And.Contains(advice).And.Not.Contains("secret"));
        Assert.That(error.IsTransient, Is.EqualTo(isTransient));
    }

    [Test]
    public async Task RegisterAsync_NothingListens_IsTransientAndHasNoSecrets()
    {
        var server = new ScriptedRegistry();
        using var registry = server.Connect(user: "ann:secret@");
        server.Dispose();

        var error = (await Assert.ThrowsAsync<StreamsException>(() => registry.RegisterAsync("clicks-value", new Schema(Text, SchemaType.Avro), default)))!;

        Assert.That(error.ToString(), Does.Contain("cannot be reached").And.Contains("running").And.Not.Contains("secret"));
        Assert.That(error.IsTransient, Is.True);
    }

    [TestCase(SubjectNameStrategy.Topic, "clicks-value")]
    [TestCase(SubjectNameStrategy.Record, "shop.Click")]
    [TestCase(SubjectNameStrategy.TopicRecord, "clicks-shop.Click")]
    public void SubjectOf_EachStrategy_NamesTheSubject(SubjectNameStrategy strategy, string subject)
    {
        using var server = new ScriptedRegistry();
        using var registry = server.Connect(new RegistryOptions { SubjectNames = strategy });

        Assert.That(registry.SubjectOf(new SerdeUse("clicks", IsKey: false, SerdeAccess.Read), "shop.Click"), Is.EqualTo(subject));
    }

    [Test]
    public void Connect_WithoutRetries_IsRefused() =>
        Assert.That(
            () => SchemaRegistrySession.Connect(new SchemaRegistryConfig { Url = "http://localhost", MaxRetries = 0 }),
            Throws.ArgumentException.With.Message.Contains("MaxRetries").And.Message.Contains("1 or more"));

    [Test]
    public void Connect_OptionsOutOfRange_NamesThemAll() =>
        Assert.That(
            () => SchemaRegistrySession.Connect(
                new SchemaRegistryConfig { Url = "http://localhost" },
                new RegistryOptions { SubjectNames = SubjectNameStrategy.None, MaxCachedSchemas = 0 }),
            Throws.ArgumentException.With.Message.Contains("SubjectNames").And.Message.Contains("MaxCachedSchemas"));
}
