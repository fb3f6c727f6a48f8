using System.Numerics;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Chains in the order of the steps. A link is the best chain that takes a step at one time: most steps, then the earliest times. Links of a
/// step are kept while they may allow what others do not: a later one has more of the window of the next step left, and lies behind
/// more exclusion events.
/// </summary>
/// <remarks>
/// Chains with the same steps form a lattice: of two, the earlier times of each step are a chain, and so are the later times. So the
/// earliest link that still allows the next step gives the earliest chain.
/// </remarks>
internal sealed class OrderedRun : EntryRun
{
    private readonly List<ChainLink> _links = [];
    private readonly List<int>?[] _ofStep;

    public OrderedRun(RuledFunnel funnel)
        : base(funnel) => _ofStep = new List<int>?[funnel.Steps];

    public override uint Taken => Deepest() is { } links ? StepsOf(links[0]) : 0;

    public override long LatestMs => Deepest() is { } links ? _links[links[^1]].TimeMs : long.MinValue;

    private bool IsComplete => _ofStep[^1] is { Count: > 0 };

    public override void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs)
    {
        // The first completion is the result: nothing later is better.
        if (IsComplete)
        {
            return;
        }

        var (any, events) = (0u, 0);
        foreach (ref readonly var candidate in group)
        {
            any |= candidate.Steps;
            events += candidate.Steps != 0 ? 1 : 0;
        }

        var before = _links.Count;
        var canFillSeveral = Funnel.Order == FunnelOrder.ReuseEvents || (Funnel.Order == FunnelOrder.Ordered && events > 1);
        for (var rest = any; rest != 0; rest &= rest - 1)
        {
            var step = BitOperations.TrailingZeroCount(rest);
            if (BestLinkTo(step, any, group, canFillSeveral, excludedMs, before) is { } link && IsUseful(link))
            {
                (_ofStep[step] ??= []).Add(_links.Count);
                _links.Add(link);
            }
        }
    }

    public override void ReadTimes(Span<long> timesMs)
    {
        for (var at = Deepest()![0]; at >= 0; at = _links[at].Parent)
        {
            for (var rest = _links[at].Filled; rest != 0; rest &= rest - 1)
            {
                timesMs[BitOperations.TrailingZeroCount(rest)] = _links[at].TimeMs;
            }
        }
    }

    protected override void Clear()
    {
        _links.Clear();
        foreach (var links in _ofStep)
        {
            links?.Clear();
        }
    }

    private List<int>? Deepest()
    {
        for (var step = _ofStep.Length - 1; step >= 0; step--)
        {
            if (_ofStep[step] is { Count: > 0 } links)
            {
                return links;
            }
        }

        return null;
    }

    private bool IsOptional(int step) => (Funnel.Optional >> step & 1) != 0;

    private uint StepsOf(int link)
    {
        var steps = 0u;
        for (; link >= 0; link = _links[link].Parent)
        {
            steps |= _links[link].Filled;
        }

        return steps;
    }

    /// <summary>The best link that takes a step with these events, after any of the links before them.</summary>
    private ChainLink? BestLinkTo(
        int step, uint any, ReadOnlySpan<FunnelEvent> group, bool canFillSeveral, ReadOnlySpan<long> excludedMs, int before)
    {
        ChainLink? best = null;
        for (var first = step; first >= 0; first--)
        {
            if ((any >> first & 1) == 0)
            {
                if (IsOptional(first))
                {
                    continue;
                }

                break;
            }

            var filled = OrderedFill.Fill(Funnel, first, step, any, group);
            if (filled != 0 && first == 0 && group[0].TimeMs == EntryMs)
            {
                Improve(ref best, new(group[0].TimeMs, step, filled, Parent: -1, BitOperations.PopCount(filled)));
            }

            for (var previous = first - 1; filled != 0 && previous >= 0; previous--)
            {
                Follow(ref best, previous, first, step, filled, group[0].TimeMs, excludedMs, before);
                if (!IsOptional(previous))
                {
                    break;
                }
            }

            if (!canFillSeveral || (best is not null && Funnel.Optional == 0))
            {
                break;
            }
        }

        return best;
    }

    /// <summary>Tries the links of a step as the ones before.</summary>
    private void Follow(
        ref ChainLink? best, int previous, int first, int step, uint filled, long timeMs, ReadOnlySpan<long> excludedMs, int before)
    {
        if (_ofStep[previous] is not { } links)
        {
            return;
        }

        var window = Funnel.StepWindowsMs[first];
        var earliestMs = window == long.MaxValue ? long.MinValue : timeMs - window;
        for (var i = 0; i < Funnel.Exclusions.Length; i++)
        {
            // An event at the time of the link is a tie, which does not exclude.
            earliestMs = Funnel.Exclusions[i].IsArmedAt(previous) ? Math.Max(earliestMs, excludedMs[i]) : earliestMs;
        }

        for (var i = FirstAt(links, earliestMs); i < links.Count && links[i] < before; i++)
        {
            var parent = links[i];
            Improve(ref best, new(timeMs, step, filled, parent, _links[parent].Count + BitOperations.PopCount(filled)));
            if (Funnel.Optional == 0)
            {
                return;
            }
        }
    }

    private int FirstAt(List<int> links, long timeMs)
    {
        if (links.Count == 0 || _links[links[0]].TimeMs >= timeMs)
        {
            return 0;
        }

        var (low, high) = (0, links.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _links[links[middle]].TimeMs < timeMs ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Improve(ref ChainLink? best, ChainLink link)
    {
        if (best is not { } other || link.Count > other.Count || (link.Count == other.Count && IsEarlier(link, other)))
        {
            best = link;
        }
    }

    private bool IsEarlier(ChainLink link, ChainLink other)
    {
        Span<long> times = stackalloc long[FunnelDefinition<int, int>.MaxSteps];
        Span<long> otherTimes = stackalloc long[FunnelDefinition<int, int>.MaxSteps];
        var steps = Write(link, times);
        var otherSteps = Write(other, otherTimes);
        var order = times[..link.Count].SequenceCompareTo(otherTimes[..link.Count]);
        return order != 0 ? order < 0 : (steps ^ otherSteps) is var different && (different & (~different + 1) & steps) != 0;
    }

    private uint Write(ChainLink link, Span<long> times)
    {
        var (steps, next) = (0u, link.Count);
        for (ChainLink? at = link; at is { } current; at = current.Parent >= 0 ? _links[current.Parent] : null)
        {
            var count = BitOperations.PopCount(current.Filled);
            times[(next - count)..next].Fill(current.TimeMs);
            next -= count;
            steps |= current.Filled;
        }

        return steps;
    }

    private bool IsUseful(ChainLink link)
    {
        if (Funnel.IsLaterTimeUseful(link.Step) || _ofStep[link.Step] is not { } links)
        {
            return true;
        }

        foreach (var earlier in CollectionsMarshal.AsSpan(links))
        {
            if (_links[earlier].Count >= link.Count)
            {
                return false;
            }
        }

        return true;
    }
}
