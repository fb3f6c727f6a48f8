namespace ClickstreamAnalysis.Events;

/// <summary>
/// How the clicks of one source are laid out: the same names in the same order, click after click. Steps that layouts share at their
/// beginning are kept once, so that optional fields do not multiply them.
/// </summary>
/// <remarks>
/// Readers follow the links without a lock. What is kept is bounded: when clicks of ever new layouts have used it up, nothing is
/// learnt for a long while, and then all is learnt anew.
/// </remarks>
internal sealed class ClickLayouts(ClickFields fields)
{
    private const int MaxAlternatives = 8;
    private const int MaxSteps = 512;
    private const int MaxLessons = 64;
    private const int LearnAnewAfter = 65_536;

    private readonly Lock _learning = new();
    private LayoutStep? _first;
    private int _steps;
    private int _lessons;
    private int _unknown;

    /// <summary>The first step of the layouts known so far.</summary>
    public LayoutStep? First => Volatile.Read(ref _first);

    /// <summary>Takes note of a click that has left all known layouts.</summary>
    /// <param name="click">A click that <see cref="ClickScanner"/> has read.</param>
    public void Learn(ReadOnlySpan<byte> click)
    {
        if (_lessons >= MaxLessons && ++_unknown < LearnAnewAfter)
        {
            return; // a race between threads costs a count
        }

        lock (_learning)
        {
            if (_lessons >= MaxLessons)
            {
                (_first, _steps, _lessons, _unknown) = (null, 0, 0, 0);
            }

            _lessons++;
            if (LayoutReader.Read(click, fields) is { } steps)
            {
                Add(steps);
            }
        }
    }

    private void Add(List<LayoutStep> steps)
    {
        ref var place = ref _first;
        for (var i = 0; i < steps.Count; i++)
        {
            var alternatives = 0;
            while (place is { } known && !known.IsLike(steps[i]))
            {
                alternatives++;
                place = ref known.Other;
            }

            if (place is null)
            {
                if (alternatives < MaxAlternatives && _steps + steps.Count - i <= MaxSteps)
                {
                    _steps += steps.Count - i;
                    Volatile.Write(ref place, Chain(steps, i));
                }

                return;
            }

            place = ref place.Next;
        }
    }

    private static LayoutStep Chain(List<LayoutStep> steps, int first)
    {
        for (var i = steps.Count - 1; i > first; i--)
        {
            steps[i - 1].Next = steps[i];
        }

        return steps[first];
    }
}
