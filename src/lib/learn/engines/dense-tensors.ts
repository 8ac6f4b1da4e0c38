import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Activation } from "../dense/activation";
import { layersOf, type NetworkShape } from "../dense/network";
import type { Tf } from "./loaded";
import type { TensorNetwork } from "./tfjs-trainer";

/** The dense network, as tensors over the same array of weights that our own engine uses. */
export function denseTensors(shape: NetworkShape, freeze: number): TensorNetwork {
  const { layers } = layersOf(shape);
  const frozen = Math.min(freeze, layers.length - 1);
  return {
    tensors: layers.flatMap(({ inputs, outputs, weightsAt, biasesAt }, l) => [
      { at: weightsAt, shape: [outputs, inputs], frozen: l < frozen },
      { at: biasesAt, shape: [outputs], frozen: l < frozen },
    ]),
    forward(library, variables, inputs, mask) {
      const tf = library as Tf;
      let values = inputs as Tensor2D;
      for (let l = 0; l < layers.length; l++) {
        const [weights, biases] = [variables[2 * l], variables[2 * l + 1]] as [Tensor2D, Tensor];
        values = tf.add(tf.matMul(values, weights, false, true), biases);
        if (l === layers.length - 1) break;
        values = activated(tf, shape.activation, values);
        if (mask !== undefined) values = tf.mul(values, mask[l] as Tensor2D);
      }
      return values;
    },
  };
}

function activated(tf: Tf, activation: Activation, sums: Tensor2D): Tensor2D {
  switch (activation) {
    case "relu":
      return tf.relu(sums);
    case "tanh":
      return tf.tanh(sums);
    case "gelu":
      return tf.mul(tf.mul(0.5, sums), tf.add(1, tf.erf(tf.mul(sums, Math.SQRT1_2))));
  }
}
