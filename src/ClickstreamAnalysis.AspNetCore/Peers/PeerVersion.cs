using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>The version of what instances tell each other, in a header of each answer: instances of two versions must not take each other's answers for their own.</summary>
internal static class PeerVersion
{
    /// <summary>Raised whenever an answer that another instance reads changes its form.</summary>
    public const string Current = "1";

    /// <summary>The header of the version.</summary>
    public const string Header = "Clickstream-Peer-Version";

    private const int MaxLength = 20;

    /// <summary>Sets the header.</summary>
    public static void Set(HttpResponse response) => response.Headers[Header] = Current;

    /// <summary>Looks whether an answer can be read by this version.</summary>
    /// <returns>Null, or why not, in a few words.</returns>
    public static string? ReasonAgainst(HttpStatusCode status, HttpResponseHeaders headers) =>
        !headers.TryGetValues(Header, out var values) || values.FirstOrDefault() is not { Length: > 0 and <= MaxLength } version
            ? $"answered with status {(int)status} and without a version: another program, a proxy or an older version of ClickstreamAnalysis has its address"
        : version != Current ? $"answers in version {version} of the exchange between instances, and this instance reads version {Current}: run one version of ClickstreamAnalysis on all instances"
        : status == HttpStatusCode.Unauthorized ? "does not accept the signature of this instance: the PeerKey or the clock of one of them differs"
        : null;
}
