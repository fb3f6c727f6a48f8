using System.Text;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>Authentication and TLS, as Confluent's client takes them.</summary>
public sealed class SecuredRegistryTests
{
    private const string Text = """{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""";
    private const string Password = "s3cret";
    private static readonly string s_basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Password}"))}";

    [Test]
    public async Task Basic_authentication_over_TLS()
    {
        await using var server = await SecuredRegistry.StartAsync(s_basic);
        var config = server.Config();
        config.BasicAuthUserInfo = $"ann:{Password}";

        Assert.That(await RegisterAsync(config), Is.EqualTo(7));
    }

    [Test]
    public async Task A_wrong_password_is_an_error_without_the_password()
    {
        await using var server = await SecuredRegistry.StartAsync(s_basic);
        var config = server.Config();
        config.BasicAuthUserInfo = "ann:wr0ng";

        var error = (await Assert.ThrowsAsync<StreamsException>(() => RegisterAsync(config)))!;

        Assert.That(error.ToString(), Does.Contain("401").And.Contains("user and password").And.Not.Contains("wr0ng").And.Not.Contains(Password));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task Bearer_authentication_over_TLS()
    {
        await using var server = await SecuredRegistry.StartAsync($"Bearer {Password}");
        var config = server.Config();
        config.BearerAuthCredentialsSource = BearerAuthCredentialsSource.StaticToken;
        config.BearerAuthToken = Password;
        config.BearerAuthLogicalCluster = "lsrc-1";
        config.BearerAuthIdentityPoolId = "pool-1";

        Assert.That(await RegisterAsync(config), Is.EqualTo(7));
        Assert.That(server.Headers, Has.All.Contain("target-sr-cluster: lsrc-1").And.All.Contain("Confluent-Identity-Pool-Id: pool-1"));
    }

    [Test]
    public async Task A_client_with_its_certificate_is_let_in()
    {
        await using var server = await SecuredRegistry.StartAsync(authorization: null, wantsCertificate: true);
        var config = server.Config();
        config.SslKeystoreLocation = server.ClientCertificate(Password);
        config.SslKeystorePassword = Password;

        Assert.That(await RegisterAsync(config), Is.EqualTo(7));
    }

    [Test]
    public async Task A_server_that_is_not_trusted_is_an_error_that_says_so()
    {
        await using var server = await SecuredRegistry.StartAsync(s_basic);
        var config = server.Config();
        config.SslCaLocation = server.OtherCaFile();
        config.BasicAuthUserInfo = $"ann:{Password}";

        var error = (await Assert.ThrowsAsync<StreamsException>(() => RegisterAsync(config)))!;

        Assert.That(error.ToString(), Does.Contain("certificate").And.Not.Contains(Password));
        Assert.That(server.Headers, Is.Empty);
    }

    private static async Task<int> RegisterAsync(SchemaRegistryConfig config)
    {
        using var registry = SchemaRegistrySession.Connect(config);
        return (await registry.RegisterAsync("clicks-value", new Schema(Text, SchemaType.Avro), default)).Id;
    }
}
