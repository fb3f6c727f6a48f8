namespace ClickstreamAnalysis.Tests.Topologies;

public sealed class TopologyDescriptionTests
{
    [Test]
    public void Describe_EveryKindOfNode_NamesTopicsStoresAndWaysOut() =>
        Assert.That(Shop().Describe(), Is.EqualTo("""
            Topology
              Sub-topology 0
                source clicks-source (topic clicks)
                  --> people
                filter people
                  --> by-kind, by-campaign
                split by-kind
                  --> [views] sink-0003
                sink sink-0003 (topic views)
                select-key by-campaign
                  --> campaigns-repartition-sink
                sink campaigns-repartition-sink (topic <application>-campaigns-repartition)
              Sub-topology 1
                source campaigns-repartition-source (topic <application>-campaigns-repartition)
                  --> campaigns
                sessionize campaigns (stores campaigns)
                  --> [closed] sink-0008
                sink sink-0008 (topic campaign-sessions)
            """));

    [Test]
    public void Nodes_EveryKindOfNode_HaveTopicsStoresAndSuccessors()
    {
        var nodes = Shop().Nodes.ToDictionary(static node => node.Name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(nodes["clicks-source"], Has.Property("Kind").EqualTo("source").And.Property("Topic").EqualTo("clicks").And.Property("IsInternal").False);
            Assert.That(nodes["people"].Successors, Is.EqualTo(new[] { "by-kind", "by-campaign" }));
            Assert.That(nodes["campaigns-repartition-source"], Has.Property("IsInternal").True.And.Property("SubTopology").EqualTo(1));
            Assert.That(nodes["campaigns"].Stores, Is.EqualTo(new[] { new TopologyStore("campaigns", "Sessions<string, SessionFacts>") }));
            Assert.That(nodes["people"].Stores, Is.Empty);
            Assert.That(nodes["sink-0008"].Topic, Is.EqualTo("campaign-sessions"));
        }
    }

    [Test]
    public void ToMermaid_EveryKindOfNode_DrawsTopicsStoresAndWaysOut() =>
        Assert.That(Shop().ToMermaid(), Is.EqualTo("""
            flowchart LR
              subgraph s0["sub-topology 0"]
                n0["clicks-source"]
                n1["people"]
                n2["by-kind"]
                n3["sink-0003"]
                n4["by-campaign"]
                n5["campaigns-repartition-sink"]
              end
              subgraph s1["sub-topology 1"]
                n6["campaigns-repartition-source"]
                n7["campaigns"]
                n8[("campaigns")] --- n7
                n9["sink-0008"]
              end
              n10[/"clicks"/]
              n10 --> n0
              n0 --> n1
              n1 --> n2
              n1 --> n4
              n2 -->|views| n3
              n11[/"views"/]
              n3 --> n11
              n4 --> n5
              n12[/"#lt;application>-campaigns-repartition"/]
              n5 --> n12
              n12 --> n6
              n6 --> n7
              n7 -->|closed| n9
              n13[/"campaign-sessions"/]
              n9 --> n13
            """));

    [Test]
    public void ToString_Topology_IsItsDescription()
    {
        var topology = Shop();

        Assert.That(topology.ToString(), Is.EqualTo(topology.Describe()));
    }

    [Test]
    public void ToMermaid_NameWithQuotes_EscapesThem()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).Filter((_, _) => true, name: "the \"good\" <ones>");

        Assert.That(builder.Build().ToMermaid(), Does.Contain("[\"the #quot;good#quot; #lt;ones>\"]"));
    }

    [Test]
    public void Topics_InternalOnesBetween_AreLeftOut()
    {
        var topology = Shop();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(topology.InputTopics, Is.EqualTo(new[] { "clicks" }));
            Assert.That(topology.OutputTopics, Is.EqualTo(new[] { "views", "campaign-sessions" }));
        }
    }

    [Test]
    public void Repartition_KeysUnchanged_IsNotAddedByAStatefulOperator()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Filter((_, _) => true).Sessionize("sessions").Closed.To("out");

        Assert.That(builder.Build().Describe(), Does.Not.Contain("repartition"));
    }

    [Test]
    public void Repartition_KeysChanged_IsNamedAfterTheOperatorThatNeedsIt()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((_, click) => click.Page ?? "", Serdes.Utf8).Sessionize("page-visits").Closed.To("out");

        Assert.That(builder.Build().Describe(), Does.Contain("source page-visits-repartition-source (topic <application>-page-visits-repartition)"));
    }

    [Test]
    public void Repartition_AskedFor_CountsAsPartitioned()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((_, click) => click.Page ?? "", Serdes.Utf8).Repartition("by-page", partitions: 2)
            .Sessionize("visits").Closed.To("out");

        var description = builder.Build().Describe();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(description, Does.Contain("<application>-by-page-repartition"));
            Assert.That(description, Does.Not.Contain("visits-repartition"));
        }
    }

    [Test]
    public void Build_Twice_DescribesTheSame()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.To("out");
        var first = builder.Build();

        Assert.That(builder.Build().Describe(), Is.EqualTo(first.Describe()));
    }

    [Test]
    public void Build_BuilderUsedOn_IsRefusedAndTheTopologyStaysAsItWas()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.To("copy");
        var topology = builder.Build();
        var before = topology.Describe();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => clicks.To("another-copy"), Throws.InvalidOperationException);
            Assert.That(() => builder.Clicks("more-clicks"), Throws.InvalidOperationException);
            Assert.That(topology.Describe(), Is.EqualTo(before));
        }
    }

    [Test]
    public void Build_AfterARefusal_MayGoOn()
    {
        var builder = new TopologyBuilder();
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>());

        builder.Clicks("clicks").To("copy");

        Assert.That(builder.Build().InputTopics, Is.EqualTo(new[] { "clicks" }));
    }

    private static Topology Shop()
    {
        var builder = new TopologyBuilder();
        var people = builder.Clicks("clicks").Filter((_, click) => click.UserAgent != "bot", name: "people");
        people.Split("by-kind")
            .Branch("purchases", (_, click) => click.Name == "purchase")
            .Branch("views", click => click.Value.Name == "view")["views"].To("views");
        people.SelectKey((_, click) => click.Campaign ?? "none", Serdes.Utf8, name: "by-campaign")
            .Sessionize("campaigns").Closed.To("campaign-sessions");
        return builder.Build();
    }
}
