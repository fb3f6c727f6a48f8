using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>What the array of <see cref="OpenEntries"/> has of each entry. The same for all entities of a funnel.</summary>
/// <param name="Cells">The number of cells of a <see cref="DepthTracker"/>. An entry has them twice: before the events that changed them last, and after these.</param>
/// <param name="HasTracks">Whether entries have tracks.</param>
internal sealed record OpenEntryLayout(int Cells, bool HasTracks)
{
    /// <summary>The length of an <see cref="OpenEntry"/>, in elements of the array.</summary>
    public static int EntryLength => Unsafe.SizeOf<OpenEntry>() / sizeof(long);

    /// <summary>The length of an entry in the array, with its cells and its track.</summary>
    public int Length { get; } = EntryLength + (2 * Cells) + (HasTracks ? 2 : 0);
}
