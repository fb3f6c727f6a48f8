namespace ClickstreamAnalysis.Sessions;

/// <summary>Consecutive fragments that form one session.</summary>
/// <param name="First">The index of the first fragment.</param>
/// <param name="Count">The number of fragments.</param>
/// <param name="StartMs">The time of the first event.</param>
/// <param name="EndMs">The time of the last event.</param>
/// <param name="EventCount">The number of events.</param>
/// <param name="IsCapped">Whether a cap alone separates it from the run before.</param>
internal readonly record struct FragmentRun(int First, int Count, long StartMs, long EndMs, long EventCount, bool IsCapped)
{
    public bool Contains(int index) => index >= First && index < First + Count;
}
