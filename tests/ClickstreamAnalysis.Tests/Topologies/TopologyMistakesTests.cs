namespace ClickstreamAnalysis.Tests.Topologies;

public sealed class TopologyMistakesTests
{
    [Test]
    public void Build_SeveralMistakes_ReportsAllOfThemTogether()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.Filter((_, _) => true, name: "same").Filter((_, _) => true, name: "same");
        clicks.MapValues(click => click.Page).To("pages");
        clicks.Process("counts", () => new Silent(), "missing-store");
        clicks.Sessionize("sessions", new() { Gap = TimeSpan.Zero, GracePeriod = TimeSpan.FromSeconds(-1) });

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.Mistakes, Has.Count.EqualTo(5));
            Assert.That(error.Mistakes, Has.Some.Contains("'same' is used 2 times"));
            Assert.That(error.Mistakes, Has.Some.Contains("To(\"pages\")").And.Some.Contains("serde of the values"));
            Assert.That(error.Mistakes, Has.Some.Contains("'counts' uses the store 'missing-store'"));
            Assert.That(error.Mistakes, Has.Some.Contains("gap of 00:00:00"));
            Assert.That(error.Mistakes, Has.Some.Contains("grace period of -00:00:01"));
            foreach (var mistake in error.Mistakes)
            {
                Assert.That(error.Message, Does.Contain(mistake));
            }
        }
    }

    [TestCase("")]
    [TestCase("by page")]
    [TestCase("by/page")]
    [TestCase("bücher")]
    public void Repartition_NameThatCannotBePartOfATopicName_IsRefusedAtOnce(string name)
    {
        var clicks = new TopologyBuilder().Clicks("clicks");

        Assert.That(() => clicks.Repartition(name), Throws.ArgumentException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("name"));
        Assert.That(() => clicks.Repartition(new string('x', 101)), Throws.ArgumentException.With.Message.Contains("100"));
        Assert.That(() => clicks.Repartition("by-Page_2.0"), Throws.Nothing);
    }

    [Test]
    public void Build_NoSource_SaysSo() => AssertOnlyMistake(new TopologyBuilder(), "There is no source");

    [Test]
    public void Build_UnknownStore_NamesNodeStoreAndTheWayOut()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Process("counts", () => new Silent(), "per-page");

        AssertOnlyMistake(builder, "'counts' uses the store 'per-page', which was not added: call AddStore(...) with it.");
    }

    [Test]
    public void Build_NodeNameUsedTwice_NamesWhatUsesIt()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Filter((_, _) => true, name: "step").MapValues(click => click, name: "step");

        AssertOnlyMistake(builder, "The name 'step' is used 2 times (filter, map-values)");
    }

    [Test]
    public void Build_StoreNameOfAnOperatorAddedAgain_SaysSo()
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("visits", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").Sessionize("visits");

        AssertOnlyMistake(builder, "The store name 'visits' is used 2 times");
    }

    [Test]
    public void Build_TopicReadTwice_SaysHowToUseItTwice()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Filter((_, _) => true);
        builder.Clicks("clicks").FilterNot((_, _) => true);

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        Assert.That(error!.Mistakes, Has.Some.Contains("The topic 'clicks' is read twice: read it once"));
    }

    [TestCase(true, "keys")]
    [TestCase(false, "values")]
    public void Build_SinkWithoutSerde_SaysWhichOneIsMissing(bool knowsValues, string missing)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Map((_, _) => (1L, 2L)).WithSerdes(knowsValues ? null : Serdes.Int64, knowsValues ? Serdes.Int64 : null).To("numbers");

        AssertOnlyMistake(builder, $"To(\"numbers\") does not know the serde of the {missing}");
    }

    [Test]
    public void Build_RepartitionWithoutSerde_SaysWhereToGiveIt()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Map((_, click) => (click.Page, 1L)).WithSerdes(keySerde: Serdes.Utf8!).Repartition("by-page");

        AssertOnlyMistake(builder, "'by-page' needs a repartition topic, because keys changed, but the serde of the values is not known: give it with WithSerdes(...)");
    }

    [Test]
    public void Build_ChangedKeysOfUnknownSerdeIntoAProcessorWithAStore_SaysWhereToGiveThem()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("per-page", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").Map((_, click) => (click.Page!, click)).Process("counts", () => new Silent(), "per-page");

        AssertOnlyMistake(builder, "'counts' needs a repartition topic, because keys changed, but the serde of the keys is not known: give it with WithSerdes(...)");
    }

    [Test]
    public void Process_ChangedKeysAndANameThatCannotBePartOfATopicName_IsRefusedAtOnce()
    {
        var clicks = new TopologyBuilder().Clicks("clicks").SelectKey((_, click) => click.Page!, Serdes.Utf8);

        Assert.That(() => clicks.Process("by page", () => new Silent(), "per-page"), Throws.ArgumentException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("name"));
    }

    [Test]
    public void Process_KeysChangedOrNot_RepartitionsOnlyWhereStateNeedsIt()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("per-page", Serdes.Utf8, Serdes.Int64)).AddStore(Stores.KeyValue("per-user", Serdes.Utf8, Serdes.Int64));
        var clicks = builder.Clicks("clicks");
        clicks.Process("own-keys", () => new Silent(), "per-user");
        var byPage = clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8);
        byPage.Process("without-state", () => new Silent());
        byPage.MarkAsPartitioned().Process("declared", () => new Silent(), "per-user");
        byPage.Process("counts", () => new Silent(), "per-page");

        Assert.That(builder.Build().SubTopologies.SelectMany(sub => sub.Sources).Where(source => source.IsInternal).Select(source => source.Topic),
            Is.EqualTo(new[] { "counts-repartition" }));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void Build_RepartitionIntoNoPartitions_NamesTheNumber(int partitions)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Repartition("by-user", partitions).To("out");

        AssertOnlyMistake(builder, $"Repartition(\"by-user\") asks for {partitions} partitions: at least 1 is needed.");
    }

    [Test]
    public void Build_OneMistake_MessageIsThatMistakeAlone()
    {
        var error = Assert.Throws<TopologyException>(() => new TopologyBuilder().Build());

        Assert.That(error!.Message, Is.EqualTo(error.Mistakes.Single()));
    }

    [Test]
    public void Merge_StreamsOfTwoBuilders_IsRefusedAtOnce()
    {
        var other = new TopologyBuilder().Clicks("more-clicks");

        Assert.That(() => new TopologyBuilder().Clicks("clicks").Merge(other), Throws.ArgumentException.With.Message.Contains("two topology builders"));
    }

    private static void AssertOnlyMistake(TopologyBuilder builder, string text)
    {
        var error = Assert.Throws<TopologyException>(() => builder.Build());
        Assert.That(error!.Mistakes, Has.Count.EqualTo(1).And.Some.Contains(text));
    }

    private sealed class Silent : IProcessor<string, ClickEvent, string, long>
    {
        public void Initialize(IProcessorContext<string, long> context)
        {
        }

        public void Process(in Record<string, ClickEvent> record)
        {
        }
    }
}
