namespace ClickstreamAnalysis.Sessions;

/// <summary>Decides which fragments form a session. One object serves one task.</summary>
internal sealed class FragmentRules(SessionRules rules)
{
    private readonly LocalDays? _days = rules.Midnight is { } zone ? new LocalDays(zone) : null;

    /// <summary>Divides the fragments of a lane into sessions.</summary>
    /// <param name="fragments">The fragments, in order; at least one.</param>
    /// <param name="runs">Receives the sessions.</param>
    public void Divide<TAggregate>(in RefList<Fragment<TAggregate>> fragments, List<FragmentRun> runs)
    {
        runs.Clear();
        var run = RunOf(in fragments, 0, isCapped: false);
        for (var i = 1; i < fragments.Count; i++)
        {
            ref var next = ref fragments[i];
            if (IsSplit(in run, fragments[run.First].Texts, fragments[i - 1].Ends, in next))
            {
                runs.Add(run);
                run = RunOf(in fragments, i, isCapped: false);
            }
            else if (!HasRoom(in run, in next))
            {
                runs.Add(run);
                run = RunOf(in fragments, i, isCapped: true);
            }
            else
            {
                run = run with { Count = run.Count + 1, EndMs = Math.Max(run.EndMs, next.EndMs), EventCount = run.EventCount + next.EventCount };
            }
        }

        runs.Add(run);
    }

    /// <summary>Whether the next fragment starts another session by a rule other than a cap.</summary>
    /// <param name="run">The session so far.</param>
    /// <param name="texts">The texts of the session, which are those of its first fragment.</param>
    /// <param name="hasEnded">Whether the fragment before ends the session.</param>
    /// <param name="next">The next fragment.</param>
    public bool IsSplit<TAggregate>(in FragmentRun run, string?[]? texts, bool hasEnded, in Fragment<TAggregate> next) =>
        hasEnded || next.Starts
        || next.StartMs - run.EndMs > rules.JoinMs
        || SplitTexts.Differ(texts, next.Texts)
        || (_days is not null && !_days.AreSame(run.EndMs, next.StartMs));

    /// <summary>Whether the caps let a fragment join a session.</summary>
    public bool HasRoom<TAggregate>(in FragmentRun run, in Fragment<TAggregate> next) =>
        run.EventCount + next.EventCount <= rules.MaxEvents && Math.Max(run.EndMs, next.EndMs) - run.StartMs <= rules.MaxDurationMs;

    private static FragmentRun RunOf<TAggregate>(in RefList<Fragment<TAggregate>> fragments, int index, bool isCapped)
    {
        ref var fragment = ref fragments[index];
        return new(index, 1, fragment.StartMs, fragment.EndMs, fragment.EventCount, isCapped);
    }
}
