using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.SchemaRegistry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>A registry that speaks TLS only and answers only requests with the right Authorization header, or of clients with its certificate.</summary>
internal sealed class SecuredRegistry : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly string _directory = Directory.CreateTempSubdirectory("registry-").FullName;
    private readonly X509Certificate2 _certificate = CreateCertificate("CN=localhost");

    private SecuredRegistry(string? authorization, bool wantsCertificate)
    {
        CaFile = Path.Combine(_directory, "ca.pem");
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = _certificate;
            https.ClientCertificateMode = wantsCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (client, _, _) => client.Thumbprint == _certificate.Thumbprint;
        })));
        _server = builder.Build();
        _server.Run(async context =>
        {
            var isAllowed = authorization is null || context.Request.Headers.Authorization == authorization;
            Headers.Add(string.Join('|', context.Request.Headers.Select(static header => $"{header.Key}: {header.Value}")));
            context.Response.StatusCode = isAllowed ? 200 : 401;
            await context.Response.WriteAsync(isAllowed ? """{"id":7}""" : ScriptedRegistry.Error(40101));
        });
    }

    /// <summary>The certificate of the server, as a file.</summary>
    public string CaFile { get; }

    /// <summary>The headers of every request.</summary>
    public List<string> Headers { get; } = [];

    public string Url { get; private set; } = "";

    public static async Task<SecuredRegistry> StartAsync(string? authorization, bool wantsCertificate = false)
    {
        var registry = new SecuredRegistry(authorization, wantsCertificate);
        await registry._server.StartAsync();
        var address = registry._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        registry.Url = $"https://localhost:{new Uri(address).Port}";
        return registry;
    }

    /// <summary>The settings of a client that trusts the server.</summary>
    public SchemaRegistryConfig Config() => new()
    {
        Url = Url,
        SslCaLocation = CaFile,
        MaxRetries = 1,
        RetriesWaitMs = 1,
        RetriesMaxWaitMs = 1,
        RequestTimeoutMs = 10_000,
    };

    /// <summary>The certificate that clients must have, as a file with a password.</summary>
    public string ClientCertificate(string password)
    {
        var file = Path.Combine(_directory, "client.p12");
        File.WriteAllBytes(file, _certificate.Export(X509ContentType.Pkcs12, password));
        return file;
    }

    /// <summary>The certificate of somebody else, as a file.</summary>
    public string OtherCaFile()
    {
        using var other = CreateCertificate("CN=other");
        var file = Path.Combine(_directory, "other.pem");
        File.WriteAllText(file, other.ExportCertificatePem());
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static X509Certificate2 CreateCertificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
