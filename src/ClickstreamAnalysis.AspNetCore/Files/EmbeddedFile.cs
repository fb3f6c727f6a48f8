using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ClickstreamAnalysis.AspNetCore.Files;

/// <summary>A file that is embedded in the package. Immutable.</summary>
internal sealed class EmbeddedFile
{
    private readonly byte[] _bytes;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    private EmbeddedFile(byte[] bytes, string contentType)
    {
        (_bytes, _contentType) = (bytes, contentType);
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }

    /// <summary>The file as it is served.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads a file.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="contentType">The media type.</param>
    public static EmbeddedFile Read(string name, string contentType)
    {
        using var resource = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new EmbeddedFile(bytes, contentType);
    }

    /// <summary>Sends the file, or says that the browser has it already.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cacheControl">How long the browser keeps it without asking.</param>
    public Task SendAsync(HttpContext context, string cacheControl)
    {
        context.Response.Headers.CacheControl = cacheControl;
        return TypedResults.Bytes(_bytes, _contentType, entityTag: _tag).ExecuteAsync(context);
    }
}
