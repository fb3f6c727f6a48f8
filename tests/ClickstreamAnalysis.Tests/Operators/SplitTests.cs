using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Operators;

[TestFixture]
public sealed class SplitTests
{
    [Test]
    public void Split_RecordThatTwoBranchesAccept_GoesToTheFirstOnly() => Assert.That(
        Run(split => split.Branch("small", (_, value) => value < 3).Branch("even", (_, value) => value % 2 == 0), "small", "even"),
        Is.EqualTo("small: 1 2, even: 4"));

    [Test]
    public void Split_RecordThatNoBranchAccepts_GoesToTheDefaultWhereverItWasAdded() => Assert.That(
        Run(split => split.Default("rest").Branch("small", (_, value) => value < 3), "small", "rest"),
        Is.EqualTo("small: 1 2, rest: 3 4"));

    [Test]
    public void Split_BranchThatNothingReads_StillTakesItsRecordsFromLaterBranches() => Assert.That(
        Run(split => split.Branch("small", (_, value) => value < 3).Branch("even", (_, value) => value % 2 == 0).Default(), "even", "default"),
        Is.EqualTo("even: 4, default: 3"));

    [Test]
    public void Split_UnknownBranch_NamesThoseThereAre()
    {
        var split = new TopologyBuilder().Stream<string, int>("in").Split("by-size").Branch("small", (_, _) => true).Default("rest");

        Assert.That(() => split["smal"], Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("'by-size' has no branch 'smal'. Its branches: small, rest."));
    }

    [Test]
    public void Build_BranchNameOrDefaultTwice_ReportsBoth()
    {
        var builder = new TopologyBuilder();
        builder.Stream<string, int>("in").Split("by-size").Branch("small", (_, _) => true).Branch("small", _ => true).Default().Default("rest");

        Assert.That(builder.Build, Throws.TypeOf<TopologyException>().With.Property(nameof(TopologyException.Mistakes)).EqualTo(new[]
        {
            "'by-size' has two branches named 'small': give each its own name.",
            "'by-size' has two default branches, the second named 'rest': a split has one at most.",
        }));
    }

    private static string Run(Func<BranchedKStream<string, int>, BranchedKStream<string, int>> describe, params string[] read)
    {
        var builder = new TopologyBuilder();
        var branches = describe(builder.Stream<string, int>("in").Split());
        var seen = read.ToDictionary(name => name, _ => new List<int>());
        foreach (var name in read)
        {
            branches[name].ForEach((_, value) => seen[name].Add(value));
        }

        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int32).Pipe([("a", 1, 10L), ("a", 2, 20L), ("a", 3, 30L), ("a", 4, 40L)]);
        return string.Join(", ", read.Select(name => $"{name}: {string.Join(' ', seen[name])}"));
    }
}
