using System.Collections.Immutable;
using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Turns attempts into outcomes.</summary>
internal sealed class FunnelResults(RuledFunnel funnel, ImmutableArray<string> values)
{
    public FunnelOutcome OutcomeOf(RuledAttempt attempt, bool isFinal, bool isWithdrawn = false, bool isRepeated = false)
    {
        var steps = ImmutableArray.CreateBuilder<int>(BitOperations.PopCount(attempt.Taken));
        for (var rest = attempt.Taken; rest != 0; rest &= rest - 1)
        {
            steps.Add(BitOperations.TrailingZeroCount(rest) + 1);
        }

        return new(funnel.Limits.BucketOf(attempt.EntryMs), funnel.Steps, [attempt.EntryMs, .. attempt.LaterMs], isFinal)
        {
            StepsTaken = steps.MoveToImmutable(),
            Value = funnel.Values == 0 ? null : attempt.Value switch
            {
                RuledFunnel.NoValue => FunnelBreakdown.None,
                RuledFunnel.OtherValue => FunnelBreakdown.Other,
                var value => values[value - 2],
            },
            IsWithdrawn = isWithdrawn,
            IsRepeated = isRepeated,
        };
    }

    /// <summary>The outcomes of an entity that can still change, in the order of entry.</summary>
    /// <param name="progress">The entity, which is settled here.</param>
    /// <param name="streamTimeMs">The stream time of its task.</param>
    public IReadOnlyList<FunnelOutcome> OpenOf(RuledProgress progress, long streamTimeMs)
    {
        // An engine serves one thread, and few entities have an end that is not applied yet.
        if (streamTimeMs > progress.FirstEndMs(funnel))
        {
            new RuledEngine(funnel).Settle(progress, streamTimeMs);
        }

        return [.. progress.Counted.ToArray().Where(static attempt => attempt.IsOpen)
            .OrderBy(static attempt => attempt.EntryMs).Select(attempt => OutcomeOf(attempt, isFinal: false))];
    }
}
