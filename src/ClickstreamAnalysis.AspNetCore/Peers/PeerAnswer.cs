using System.Globalization;

namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>What another instance answered.</summary>
/// <param name="Instance">The instance that was asked.</param>
/// <param name="Status">The HTTP status; null when it did not answer in time, or with something else than JSON.</param>
/// <param name="Body">The JSON; empty without an answer.</param>
/// <param name="Failure">Why there is no answer, in a few words; null when there is one.</param>
internal sealed record PeerAnswer(StreamsInstance Instance, int? Status, ReadOnlyMemory<byte> Body, string? Failure)
{
    /// <summary>Whether the instance answered with status 200.</summary>
    public bool IsOk => Status == 200;

    /// <summary>Why the answer cannot be used, in a few words that follow the name of the instance.</summary>
    public string Reason => Failure ?? (IsOk ? "answered with something that this instance cannot read" : string.Create(CultureInfo.InvariantCulture, $"answered with status {Status}"));

    /// <summary>Whether the instance answered, but in another version, so that nothing of it can be read.</summary>
    public bool IsOfAnotherVersion { get; init; }

    /// <summary>Whether the time limit was the cause.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether the limit of the size was the cause.</summary>
    public bool IsTooLarge { get; init; }
}
