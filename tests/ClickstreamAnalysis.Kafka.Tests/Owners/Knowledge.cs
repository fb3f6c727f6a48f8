using System.Globalization;

namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>What an instance says about the owners of all partitions from a time on.</summary>
/// <param name="TimeMs">From when on, in milliseconds since 1970.</param>
/// <param name="Owners">
/// For each partition the host of the owner's address, <c>-</c> when it is unknown; <c>=</c> before it when the instance has the partition itself, <c>*</c>
/// after it while it is being restored.
/// </param>
internal sealed record Knowledge(long TimeMs, IReadOnlyList<string> Owners)
{
    public static Knowledge Of(StreamsApplication application) => new(
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), [.. application.FindOwners(KafkaInstance.Store).Select(TextOf)]);

    public static Knowledge? Parse(string line) =>
        line.Split(' ') is [var time, .. var owners] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var timeMs) ? new(timeMs, owners) : null;

    public override string ToString() => $"{TimeMs} {string.Join(' ', Owners)}";

    private static string TextOf(StateOwner owner) => owner.Status switch
    {
        StateOwnerStatus.Here => $"={owner.Address!.Host}",
        StateOwnerStatus.RestoringHere => $"={owner.Address!.Host}*",
        StateOwnerStatus.Elsewhere => owner.Address!.Host,
        StateOwnerStatus.RestoringElsewhere => $"{owner.Address!.Host}*",
        _ => "-",
    };
}
