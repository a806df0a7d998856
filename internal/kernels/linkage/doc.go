// Package linkage finds the rows that are one person, in one list or between two, without labels.
//
// It is the model of Fellegi and Sunter: each pair of rows that share a blocking key is compared field by field, the
// levels of agreement are counted, and expectation–maximization over the counts learns how telling each level is. Rare values
// tell more than common ones. What sets it apart is that a pair is not only 'the same' or 'a stranger': relatives at one address,
// namesakes of two generations and twins are classes of their own, so that a shared address, family name and telephone do not
// make two people one. docs/matching.md explains the method and its figures.
//
// How to use it:
//
//	t := linkage.NewTable()
//	for … { t.Add(linkage.Left, record) }        // and t.Add(linkage.Right, …) for a second list
//	result := linkage.Match(t, linkage.Options{}) // result.Pairs, result.Clusters, result.Model
//
// [Match] trains a [Model]; a model can be kept (it marshals to JSON), explains a pair with [Model.Compare], and stands behind an
// [Index], which answers for one record at a time against millions. [Default] is for lists that are too short to learn from.
package linkage
