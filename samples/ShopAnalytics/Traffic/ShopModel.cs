using ClickstreamAnalysis;

namespace ShopAnalytics.Traffic;

/// <summary>The behavior of visitors: the first page, the next action, and the pause before it.</summary>
internal sealed class ShopModel
{
    private const int Products = 2_000;

    private static readonly string[] s_categories = ["shoes", "jackets", "tents", "stoves", "maps", "lamps", "ropes", "bottles"];

    private static readonly (string? Referrer, string? Campaign, double Share)[] s_origins =
    [
        (null, null, 0.35),
        ("https://search.example/", null, 0.28),
        ("https://search.example/", "brand-words", 0.07),
        ("https://social.example/", "autumn-sale", 0.12),
        ("https://mail.example/", "newsletter-47", 0.10),
        ("https://blog.example/best-tents", null, 0.08),
    ];

    private static readonly (string Agent, double Share)[] s_agents =
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Safari/604.1", 0.41),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile", 0.27),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0", 0.20),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", 0.12),
    ];

    // Rows: the last action. Columns: the next one; the remainder of each row leaves.
    private static readonly double[,] s_next =
    {
        //  browse  view  cart  purchase
        { 0.15, 0.62, 0.00, 0.00 }, // after browsing
        { 0.24, 0.40, 0.06, 0.00 }, // after a view
        { 0.05, 0.25, 0.00, 0.32 }, // after putting something into the cart
        { 0.05, 0.10, 0.00, 0.00 }, // after a purchase
    };

    private readonly Random _random;

    public ShopModel(Random random) => _random = random;

    /// <summary>The average number of clicks of a visit.</summary>
    public static double MeanClicksPerVisit { get; } = ComputeMeanClicks();

    public static bool IsLeaving(Step step) => step == Step.Leave;

    public Step Land() => _random.NextDouble() < 0.7 ? Step.Browse : Step.View;

    public Step After(Step step)
    {
        var chance = _random.NextDouble();
        for (var next = 0; next < 4; next++)
        {
            chance -= s_next[(int)step, next];
            if (chance < 0)
            {
                return (Step)next;
            }
        }

        return Step.Leave;
    }

    public (string? Referrer, string? Campaign) Origin()
    {
        var origin = Choose(s_origins, o => o.Share);
        return (origin.Referrer, origin.Campaign);
    }

    public string Agent() => Choose(s_agents, a => a.Share).Agent;

    /// <summary>Picks a product; a few are viewed often, most rarely.</summary>
    public int Product() => 1 + (int)(Products * Math.Pow(_random.NextDouble(), 3));

    public static string Category(int product) => s_categories[product % s_categories.Length];

    public static double Price(int product) => Math.Round(5 + (product * 7919 % 20_000 / 100.0), 2);

    public static ClickProperties PropertiesOf(int product) =>
        ClickProperties.From(("product", product), ("category", Category(product)), ("price", Price(product)));

    /// <summary>The pause before the next click: mostly seconds, sometimes minutes, rarely long enough to end the session.</summary>
    public double PauseMs() => _random.NextDouble() switch
    {
        < 0.955 => 1_500 + Exponential(22_000),
        < 0.99 => 240_000 + Exponential(300_000),
        _ => 1_900_000 + Exponential(1_200_000),
    };

    /// <summary>The delay of a click: nearly always none, sometimes up to a minute, very rarely too long to count.</summary>
    public long DelayMs() => _random.NextDouble() switch
    {
        < 0.949 => 0,
        < 0.9995 => _random.NextInt64(100, 58_000),
        _ => _random.NextInt64(35 * 60_000, 55 * 60_000),
    };

    public double Exponential(double mean) => -Math.Log(1 - _random.NextDouble()) * mean;

    private static double ComputeMeanClicks()
    {
        double[] here = [0.7, 0.3, 0, 0];
        var sum = 0d;
        for (var click = 0; click < 1_000; click++)
        {
            sum += here.Sum();
            here = [.. Enumerable.Range(0, 4).Select(to => Enumerable.Range(0, 4).Sum(from => here[from] * s_next[from, to]))];
        }

        return sum;
    }

    private T Choose<T>(T[] options, Func<T, double> share)
    {
        var chance = _random.NextDouble();
        foreach (var option in options)
        {
            chance -= share(option);
            if (chance < 0)
            {
                return option;
            }
        }

        return options[^1];
    }
}
