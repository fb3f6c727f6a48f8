namespace ClickstreamAnalysis.Events;

/// <summary>
/// The known layouts of clicks: producers send the same names in the same order in every click. Layouts share their common
/// leading steps, so that optional fields do not multiply them.
/// </summary>
/// <remarks>
/// Readers follow the links without a lock. Memory is bounded: at most 512 steps are kept. After 64 clicks have been learned,
/// nothing is learned until 65,536 more unknown clicks have arrived. Then all layouts are discarded and learning restarts.
/// </remarks>
internal sealed class ClickLayouts(LayoutReading read)
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

    /// <summary>The layouts of <see cref="ClickEventSerde"/>.</summary>
    /// <param name="fields">The optional fields to read.</param>
    public ClickLayouts(ClickFields fields)
        : this(click => LayoutReader.Read(click, fields))
    {
    }

    /// <summary>The first step of the known layouts.</summary>
    public LayoutStep? First => Volatile.Read(ref _first);

    /// <summary>Learns the layout of a click that matched no known layout.</summary>
    /// <param name="click">A click that the scanner of the serde has read.</param>
    public void Learn(ReadOnlySpan<byte> click)
    {
        if (_lessons >= MaxLessons && ++_unknown < LearnAnewAfter)
        {
            return; // a race between threads only miscounts
        }

        lock (_learning)
        {
            if (_lessons >= MaxLessons)
            {
                (_first, _steps, _lessons, _unknown) = (null, 0, 0, 0);
            }

            _lessons++;
            if (read(click) is { } steps)
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
